// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_FILES_H
#define EXPERIMENT_FILES_H

#include "../report/experiment-results.h"
#include "experiment-folder.h"
#include "experiment-plan.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Writes tasks.csv, epochs.csv, training.csv, summary.json, results.csv, results.tex,
 * report.html and, when the plan says so, observations.csv and observations.json.
 * @param plan of the experiment
 * @param results what it came to
 * @param folder where the files go
 * @throws InferenceInputError when a file cannot be written
 */
void WriteExperimentFiles(const ExperimentPlan& plan,
                          const ExperimentResults& results,
                          const ExperimentFolder& folder);

/**
 * @ingroup edge-inference
 * @param plan the experiment
 * @return names of the files in its folder that an experiment writes, and recordings of its
 * episodes
 */
std::vector<std::string> ListExperimentFiles(const ExperimentPlan& plan);

} // namespace ns3

#endif // EXPERIMENT_FILES_H
