// SPDX-License-Identifier: GPL-2.0-only

#ifndef EPISODE_RECORDINGS_H
#define EPISODE_RECORDINGS_H

#include <cstdint>
#include <memory>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What ns-3's users look at, of one episode: statistics of flows (FlowMonitor), an animation
 * (NetAnim) and packets (PCAP). Nothing of it unless asked for.
 *
 * Begin() after the network was built and before it runs; End() after it ran and before
 * Simulator::Destroy().
 */
class EpisodeRecordings
{
  public:
    /// What to record, and where.
    struct Options
    {
        bool flowMonitor{false}; //!< flows-POLICY-SEED.xml
        bool netAnim{false};     //!< netanim-POLICY-SEED.xml
        std::string pcap;        //!< first part of the names of PCAP files; empty: none
        std::string folder{"."}; //!< where files go; it exists

        /**
         * @return whether there is anything to record
         */
        bool IsAny() const;
    };

    /**
     * @param options what to record
     * @param label name of the policy, for the names of files
     * @param seed number of the seed, for the names of files
     */
    EpisodeRecordings(const Options& options, const std::string& label, uint32_t seed);
    ~EpisodeRecordings();
    EpisodeRecordings(const EpisodeRecordings&) = delete;
    EpisodeRecordings& operator=(const EpisodeRecordings&) = delete;

    /// Begins to record all nodes that there are.
    void Begin();

    /**
     * @brief Writes what is left to write.
     * @throws InferenceInputError when a file cannot be written
     */
    void End();

    /**
     * @param label name of a policy
     * @return it with nothing but letters, digits, dots, dashes and underscores: for names of files
     */
    static std::string MakeFileName(const std::string& label);

  private:
    struct Parts;

    /// Begins to record packets.
    void BeginPcap();

    Options m_options;              //!< what to record
    std::string m_suffix;           //!< POLICY-SEED
    std::unique_ptr<Parts> m_parts; //!< what records, while it does
};

} // namespace ns3

#endif // EPISODE_RECORDINGS_H
