// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_RESULTS_H
#define EXPERIMENT_RESULTS_H

#include "ns3/experiment-summary.h"
#include "ns3/validation-curve.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A point of a learning curve.
 */
struct ExperimentTrainingPoint
{
    uint32_t episode{0}; //!< number of the episode, from 1
    double reward{0};    //!< mean reward of a task in this episode
};

/**
 * @ingroup edge-inference
 * @brief All that an experiment came to: what its files are written from.
 */
struct ExperimentResults
{
    ExperimentSummary summary;                  //!< the evaluation of every policy
    std::string trainingCsv;                    //!< training.csv
    std::string validationCsv;                  //!< rows of validation.csv; empty: no validation
    std::vector<ExperimentTrainingPoint> curve; //!< learning curve of the first learner
};

} // namespace ns3

#endif // EXPERIMENT_RESULTS_H
