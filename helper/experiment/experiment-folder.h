// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_FOLDER_H
#define EXPERIMENT_FOLDER_H

#include <chrono>
#include <optional>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The folder of an experiment's results: files that are whole or not there, and pieces of
 * work that are done, for an experiment that goes on after it was killed.
 *
 * One process works in a folder at one time (flock() on the folder itself, where the file system
 * has it; children of the process share the lock and end with it). Pieces of work lie in the
 * subfolder "unfinished" until Finish(). They belong to a key, a text with all that decides the
 * results: pieces of another key are thrown away, as is a piece whose bytes are damaged.
 *
 * The subfolder is known by the file "key" in it. One that somebody else made is refused. Nothing
 * is removed outside of it: what a killed process had begun to write lies there, too.
 */
class ExperimentFolder
{
  public:
    /**
     * @brief Makes the folder and locks it.
     * @param path path of the folder
     * @param patience how long the children of a process that was killed may take to end, and to
     * let go of the lock
     * @throws InferenceInputError when it cannot be made or another process works there
     */
    explicit ExperimentFolder(const std::string& path,
                              std::chrono::milliseconds patience = std::chrono::seconds(5));
    ~ExperimentFolder();
    ExperimentFolder(const ExperimentFolder&) = delete;
    ExperimentFolder& operator=(const ExperimentFolder&) = delete;

    /**
     * @return path of the folder
     */
    const std::string& GetPath() const;

    /**
     * @brief Replaces a file of the folder when all was written.
     * @param file name in the folder
     * @param text what it gets
     * @throws InferenceInputError when it cannot be written
     */
    void Write(const std::string& file, const std::string& text) const;

    /**
     * @brief Begins or goes on: pieces of an earlier process are there when its key was the same.
     * @param key all that decides the results
     * @throws InferenceInputError when "unfinished" is there and was not made by an experiment
     */
    void Begin(const std::string& key);

    /**
     * @param piece name of the piece
     * @return path of its file, for who writes it himself
     */
    std::string GetPiecePath(const std::string& piece) const;

    /**
     * @brief Keeps a piece of work that is done. May be called in a child of the process.
     * @param piece name of the piece
     * @param bytes what it came to
     */
    void Keep(const std::string& piece, const std::string& bytes) const;

    /**
     * @param piece name of the piece
     * @return what it came to; nothing when it is to be done
     */
    std::optional<std::string> Find(const std::string& piece) const;

    /**
     * @brief All is done: forgets the pieces.
     */
    void Finish();

    /**
     * @param path of a file; one that is there is replaced only when it is a regular file, and when
     * all was written
     * @param text what it gets
     * @throws InferenceInputError when it cannot be written
     */
    static void WriteWhole(const std::string& path, const std::string& text);

    /**
     * @brief Sees before the work whether a file can be written after it. Leaves nothing behind.
     * @param path of a file
     * @throws InferenceInputError when WriteWhole() could not write it
     */
    static void CheckWritable(const std::string& path);

    /**
     * @param text any bytes
     * @return 16 hexadecimal digits: FNV-1a of 64 bits (Fowler, Noll, Vo;
     * draft-eastlake-fnv), which tells arguments apart and guards against nobody
     */
    static std::string Hash(const std::string& text);

  private:
    /**
     * @return true when there is no subfolder of unfinished work, or it is an experiment's
     */
    bool IsOurs() const;

    std::string m_path; //!< path of the folder
    int m_lock{-1};     //!< descriptor that holds the lock
};

} // namespace ns3

#endif // EXPERIMENT_FOLDER_H
