// SPDX-License-Identifier: GPL-2.0-only

#ifndef FINISHED_RESULT_H
#define FINISHED_RESULT_H

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
 * @brief What a folder of results has of a run that came to its end: which arguments it had, and
 * which files it wrote. So that results of other arguments are not replaced without a word, and
 * nothing stays of an older run that the new one does not write.
 *
 * The folder's file .edge-inference keeps it: a hash of all that decides the results, the command
 * line, and names of files, each in a line.
 */
class FinishedResult
{
  public:
    /// Name of the file that keeps it.
    static constexpr const char* FILE = ".edge-inference";

    /**
     * @param folder of the results
     */
    explicit FinishedResult(const std::string& folder);

    /**
     * @brief Removes the files of the run that the folder has.
     * @param key all that decides the results of the new run
     * @param isKept whether results of other arguments are to be kept
     * @throws InferenceInputError when there are results of other arguments, and they are to be
     * kept
     */
    void Replace(const std::string& key, bool isKept) const;

    /**
     * @brief Writes down that a run came to its end.
     * @param key all that decides its results
     * @param commandLine that repeats it
     * @param files that it wrote, by their names in the folder
     */
    void Keep(const std::string& key,
              const std::string& commandLine,
              const std::vector<std::string>& files) const;

  private:
    std::string m_folder; //!< of the results
};

} // namespace ns3

#endif // FINISHED_RESULT_H
