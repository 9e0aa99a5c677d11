// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRAINING_TABLE_H
#define TRAINING_TABLE_H

#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The file training.csv: a row for each episode, a column for each metric and for each
 * figure that a learner tells of itself.
 *
 * Learners tell different figures, and nobody knows which before their first episode. Rows are
 * therefore kept as records, whose last cell is "NAME=VALUE;NAME=VALUE", and become rows of the
 * file when columns are there for all of their figures. A figure that is called as one of the other
 * columns has the column "learner.NAME".
 */
class TrainingTable
{
  public:
    /// Names and values.
    using Figures = std::vector<std::pair<std::string, std::string>>;

    /**
     * @param path of the file, with at least a header
     */
    explicit TrainingTable(const std::string& path);

    /**
     * @brief Appends a row, and before that the columns that it needs. Processes that do so at one
     * time wait for each other.
     * @param record an episode, with its end of line
     * @throws InferenceInputError when the file cannot be written
     */
    void Append(const std::string& record) const;

    /**
     * @return header of a file without a row, with its end of line
     */
    static std::string GetHeader();

    /**
     * @param records of episodes
     * @return the whole file; columns of figures in the order in which they come first
     */
    static std::string MakeCsv(const std::vector<std::string>& records);

    /**
     * @param record an episode
     * @return the figures of its learner, as they are called in the file
     */
    static Figures GetFigures(const std::string& record);

    /**
     * @param record an episode
     * @return what it came to: "training/METRIC" for tasks and metrics, "learner/FIGURE" for
     * figures
     */
    static std::vector<std::pair<std::string, double>> GetScalars(const std::string& record);

  private:
    std::string m_path; //!< of the file
};

} // namespace ns3

#endif // TRAINING_TABLE_H
