// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_INPUTS_H
#define EXPERIMENT_INPUTS_H

#include <set>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The files that decide an experiment's results besides its arguments: profiles, traces,
 * movements, networks, checkpoints.
 *
 * An experiment that was killed goes on with what it has done only while these files are what they
 * were. Nobody has to tell which arguments name files: every text is taken for the name of a
 * profile and for a path, and so is each part of a text that holds several, such as
 * "ns3::X[FileName=a.csv|Y=1]". A file that is counted without need costs a run that is done again.
 */
class ExperimentInputs
{
  public:
    /**
     * @param text an argument, or any other text in which files may be named
     */
    void AddText(const std::string& text);

    /**
     * @param json a scenario; each text in it is added. Nothing when it is empty
     */
    void AddJson(const std::string& json);

    /**
     * @param folder all of its regular files are added; nothing when it is not there
     */
    void AddFolder(const std::string& folder);

    /**
     * @return 16 hexadecimal digits for the contents of all files, whatever they are called
     */
    std::string GetHash() const;

  private:
    /**
     * @param name a path, or the name of a profile
     */
    void AddName(const std::string& name);

    std::set<std::string> m_files; //!< paths of regular files
};

} // namespace ns3

#endif // EXPERIMENT_INPUTS_H
