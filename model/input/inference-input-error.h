// SPDX-License-Identifier: GPL-2.0-only
#ifndef INFERENCE_INPUT_ERROR_H
#define INFERENCE_INPUT_ERROR_H

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Thrown at the module's doors when what a user handed in cannot be used.
 *
 * The error names the place: which file (or which source, such as "command line"), where in it (a
 * JSON pointer of RFC 6901, or an option's name), what stood there and what would have been right.
 * what() is one line:
 *
 *     FILE: POINTER: found FOUND, expected EXPECTED (HINT)
 *
 * An empty pointer is the whole file and is printed as "(root)"; without a hint the parentheses are
 * left out. Control characters are escaped, so that the line stays one line whatever a file holds.
 */
class InferenceInputError : public std::runtime_error
{
  public:
    /**
     * @brief Describe one unusable input.
     * @param file the file's path as the user gave it, or the source's name
     * @param pointer the place in it: a JSON pointer, "" for the whole file
     * @param found what stands there; long texts are shortened in what()
     * @param expected what would have been right
     * @param hint further help, e.g. the nearest known key; "" for none
     */
    InferenceInputError(const std::string& file,
                        const std::string& pointer,
                        const std::string& found,
                        const std::string& expected,
                        const std::string& hint = "");

    /** @return the file's path, or the source's name */
    const std::string& GetFile() const;
    /** @return the JSON pointer, "" for the whole file */
    const std::string& GetPointer() const;
    /** @return what was found */
    const std::string& GetFound() const;
    /** @return what would have been right */
    const std::string& GetExpected() const;
    /** @return further help, or "" */
    const std::string& GetHint() const;

    /**
     * @brief Make a text fit for one line of a terminal.
     *
     * Control characters become \\n, \\t or \\xNN, and so does every byte of a text that is not
     * UTF-8. A text longer than the limit is cut at a character's border and ends in "...".
     *
     * @param text any bytes
     * @param limit greatest number of bytes of the text to keep, 0 for no limit
     * @return the printable text
     */
    static std::string MakePrintable(const std::string& text, std::size_t limit = 0);

    /**
     * @param text any bytes
     * @return index of the first byte that is not part of well-formed UTF-8 (RFC 3629),
     *         std::string::npos when there is none
     */
    static std::size_t FindInvalidUtf8(const std::string& text);

  private:
    std::string m_file;     //!< file or source
    std::string m_pointer;  //!< JSON pointer
    std::string m_found;    //!< what was found
    std::string m_expected; //!< what would have been right
    std::string m_hint;     //!< further help
};

/**
 * @ingroup edge-inference
 * @brief Run a program's body; turn exceptions into one line on stderr and exit status 2.
 *
 *     int main(int argc, char* argv[])
 *     {
 *         return ns3::RunWithInputErrors([&] { return Run(argc, argv); });
 *     }
 *
 * @param run the program's body, which returns its exit status
 * @return the body's exit status, or 2 after an InferenceInputError or any other std::exception
 */
int RunWithInputErrors(const std::function<int()>& run);

} // namespace ns3

#endif /* INFERENCE_INPUT_ERROR_H */
