// SPDX-License-Identifier: GPL-2.0-only

#ifndef ASSIGNMENT_CRITIC_H
#define ASSIGNMENT_CRITIC_H

#include "plan-estimator.h"

#include "ns3/epoch-state.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Values joint assignments of streams (tasks of one slot) to options, by a model of the
 * system: the expected average accuracy of the tasks, a late one counting 0.
 *
 * An option is a place and an exit. With @c localExits the options "the UE itself, exit e" come
 * first; then "server s, exit e" for every server. The input is sent as it is (cut 0). Exits are
 * numbered as those of the DNN that has most of them; without early exits there is one option for
 * each place, with the last exit.
 *
 * The model of a slot is ours. Stream i makes tasks at rate a_i. A task spends a time on its way to
 * the place and back, which is what PlanEstimator predicts without the queue and the service there.
 * The place is a queue. Arrivals are Poisson with rate A, the sum of all a_i. Service times c_i are
 * those at the present speed of the place. Customers leave when their deadline passes
 * (InferenceServer's DropExpired). Their patience x is the deadline less the way, averaged with the
 * rates as weights. The waiting time W that an arrival is offered then has, with m = A / sum(a_i
 * c_i), the density P0 A exp(-(m - A) v) at v below x, and P0 A exp(-(m - A) x) exp(-m (v - x))
 * beyond (M/M/1 with deterministic patience: Barrer 1957, Oper. Res. 5(5); Baccelli and Hebuterne
 * 1981). Where service times are not exponential, time is scaled by 2 / (1 + c^2), c^2 being their
 * squared coefficient of variation; with endless patience this gives the mean of Pollaczek and
 * Khinchine.
 *
 * A task is in time when W is at most its slack: the deadline less way and service. Work that
 * already waits at the place takes some time of the slot away. A task that arrives while more work
 * is ahead of it than its slack is late. This is so for the part (backlog - slack) / interval of
 * the slot, and the expected accuracy is reduced by that part.
 */
class AssignmentCritic
{
  public:
    /// Stands in an assignment for a task that has no option yet.
    static constexpr uint32_t NONE = std::numeric_limits<uint32_t>::max();

    /// Which options there are.
    struct Settings
    {
        bool earlyExit{true};   //!< all exits; false: the last one only
        bool localExits{false}; //!< the UE itself is a place, too
        uint32_t bits{8};       //!< bits of a transmitted element; the profile's next wider width
        double overhead{2e-3};  //!< s, of PlanEstimator
    };

    /**
     * @brief Makes the options.
     * @param system who asks for what, and the machines; must live as long as it is used
     * @param settings which options
     */
    void SetSystem(const EdgeSystem& system, const Settings& settings);

    /**
     * @brief Takes the state of a slot.
     * @param state what is known
     * @param rates by stream: tasks/s expected in the slot, at least 0
     */
    void SetState(const EpochState& state, const std::vector<double>& rates);

    /// @return number of tasks: of streams
    uint32_t GetNTasks() const;
    /// @return number of options
    uint32_t GetNOptions() const;
    /// @return number of joint assignments; infinite when a double cannot hold it
    double CountAssignments() const;

    /**
     * @param task index of a stream
     * @param option index of an option
     * @return whether the stream's DNN has the exit there; at least one option is valid for each
     */
    bool IsValid(uint32_t task, uint32_t option) const;

    /**
     * @param task index of a stream
     * @param option index of an option
     * @return whether the option is valid and its server is up; when all servers of the task's
     * valid options are down, whether it is valid
     */
    bool IsUsable(uint32_t task, uint32_t option) const;

    /**
     * @param option index of an option
     * @return whether its place is the UE itself
     */
    bool IsLocal(uint32_t option) const;

    /**
     * @param task index of a stream
     * @param option a valid option
     * @return the plan that it stands for
     */
    InferencePlan GetPlan(uint32_t task, uint32_t option) const;

    /**
     * @param assignment by stream: a valid option, or NONE for a task that counts nowhere
     * @return expected average accuracy over all tasks of the slot, 0..1; 0 when none are expected
     */
    double Evaluate(const std::vector<uint32_t>& assignment) const;

    /**
     * @param task index of a stream
     * @return tasks/s
     */
    double GetRate(uint32_t task) const;

    /**
     * @param task index of a stream
     * @return s, its deadline
     */
    double GetDeadline(uint32_t task) const;

    /**
     * @param task index of a stream
     * @param option a valid option
     * @return s to the option's place and back, without queue and service there; may be infinite
     */
    double GetWay(uint32_t task, uint32_t option) const;

    /**
     * @param task index of a stream
     * @param option a valid option
     * @return s of service at the place's present speed; may be infinite
     */
    double GetService(uint32_t task, uint32_t option) const;

    /**
     * @param task index of a stream (its UE is the place of local options)
     * @param option index of an option
     * @return s of work that waits at the option's place; may be infinite
     */
    double GetWait(uint32_t task, uint32_t option) const;

    /**
     * @param task index of a stream
     * @param option a valid option
     * @return accuracy of the plan, 0..1
     */
    double GetAccuracy(uint32_t task, uint32_t option) const;

    /**
     * @brief The queue of the model alone.
     * @param rate A, arrivals/s, above 0
     * @param service mean service time, s, above 0
     * @param variation c^2 of the service times, at least 0
     * @param patience x, s, at least 0
     * @param slack s, 0..patience
     * @return probability that an arrival is offered a wait of at most @p slack
     */
    static double GetWaitProbability(double rate,
                                     double service,
                                     double variation,
                                     double patience,
                                     double slack);

  private:
    /// Where and which exit.
    struct Option
    {
        bool local{false};  //!< on the UE
        uint32_t server{0}; //!< index, when not local
        uint32_t exit{0};   //!< of the DNN with most exits; ignored without early exits
    };

    /// What does not change during an episode, of one task and option.
    struct Fixed
    {
        bool valid{false};  //!< the DNN has the exit there
        uint32_t queue{0};  //!< place: servers, then UEs
        double seconds{0};  //!< s of service at full speed
        double accuracy{0}; //!< 0..1
        InferencePlan plan; //!< the plan that the option stands for
    };

    /// What a slot says of one task and option.
    struct Slot
    {
        double way{0};     //!< s
        double service{0}; //!< s
    };

    /// Sums over the tasks of one place.
    struct Sums
    {
        double rate{0};     //!< tasks/s
        double work{0};     //!< s/s
        double square{0};   //!< s^2/s
        double patience{0}; //!< s/s
    };

    /**
     * @param task index of a stream
     * @param option index of an option
     * @return place in m_fixed and m_slot
     */
    std::size_t At(uint32_t task, uint32_t option) const;

    const EdgeSystem* m_system{nullptr}; //!< who asks for what
    Settings m_settings;                 //!< which options
    PlanEstimator m_estimator;           //!< of the way
    std::vector<Option> m_options;       //!< the options
    std::vector<Fixed> m_fixed;          //!< tasks x options
    std::vector<Slot> m_slot;            //!< tasks x options
    std::vector<double> m_rates;         //!< tasks/s by task
    std::vector<double> m_waits;         //!< s by place
    std::vector<bool> m_isUp;            //!< by server: whether it counts as up
    mutable std::vector<Sums> m_sums;    //!< by place; reused
};

} // namespace ns3

#endif // ASSIGNMENT_CRITIC_H
