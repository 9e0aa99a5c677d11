// SPDX-License-Identifier: GPL-2.0-only

#ifndef ACCURACY_QUEUE_H
#define ACCURACY_QUEUE_H

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The virtual queue of a long-term constraint: the mean accuracy over all epochs is to reach
 * a target, while single epochs may miss it.
 *
 * After each epoch @f$ Z \leftarrow \max(0, Z + target - accuracy) @f$, from Z = 0 (Neely,
 * Stochastic Network Optimization, 2010; Wu et al., IEEE TII 2021). The queue grows by what an
 * epoch misses and is paid back by what later ones exceed. A policy that keeps it bounded meets the
 * target: over T epochs the mean accuracy is at least target - Z/T (GetLeastMean()).
 *
 * Any policy may carry such a queue: it calls Update() once an epoch and adds GetDrift() to what it
 * minimises. AccuracyConstraints has one for each DNN of a system.
 */
class AccuracyQueue
{
  public:
    /**
     * @param target mean accuracy to be reached, 0..1
     */
    explicit AccuracyQueue(double target = 0);

    /// @brief An episode begins: the queue is empty.
    void Reset();

    /**
     * @brief An epoch is over.
     * @param accuracy mean over its tasks, 0..1
     */
    void Update(double accuracy);

    /**
     * @return mean accuracy to be reached, 0..1
     */
    double GetTarget() const;

    /**
     * @return Z, what the epochs so far have missed and not paid back, at least 0
     */
    double GetBacklog() const;

    /**
     * @return epochs since Reset()
     */
    uint64_t GetEpochs() const;

    /**
     * @param accuracy that the next epoch would have, 0..1
     * @return Z (target - accuracy): the part that choices decide of what half of the square of Z
     * grows by, at most
     */
    double GetDrift(double accuracy) const;

    /**
     * @return what the mean accuracy of the epochs so far is at least; the target before the first
     */
    double GetLeastMean() const;

  private:
    double m_target;      //!< mean accuracy to be reached
    double m_backlog{0};  //!< Z
    uint64_t m_epochs{0}; //!< since Reset()
};

} // namespace ns3

#endif // ACCURACY_QUEUE_H
