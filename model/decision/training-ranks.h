// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRAINING_RANKS_H
#define TRAINING_RANKS_H

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The processes that mpirun started and that train one policy together.
 *
 * Whoever runs a training owns the object and hands it to the policies
 * (TrainablePolicy::JoinRanks()). MPI ends with the last owner and cannot begin again in the same
 * process, so the object is kept for as long as there is anything to train.
 */
class TrainingRanks
{
  public:
    virtual ~TrainingRanks();

    /**
     * @return number of this process among them, from 0
     */
    virtual uint32_t GetRank() const = 0;

    /**
     * @return number of ranks
     */
    virtual uint32_t GetSize() const = 0;

    /**
     * @brief The one place that reads what mpirun tells its processes.
     * @return how many processes mpirun started, as Open MPI or PMI (MPICH, Intel MPI) tell; 1
     * without mpirun
     */
    static uint32_t CountStarted();
};

} // namespace ns3

#endif // TRAINING_RANKS_H
