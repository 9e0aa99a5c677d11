// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIGURE_FILES_H
#define FIGURE_FILES_H

#include "experiment-figure.h"

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
 * @brief Writes figures into a folder: each as NAME.svg and NAME-wide.svg, for one and for two
 * columns of a paper (3.5 and 7.16 inches, as IEEE has them), and of both a PDF where librsvg's
 * program rsvg-convert is installed. The same figure gives the same bytes.
 */
class FigureFiles
{
  public:
    /// What is said when there is no program that converts.
    static constexpr const char* ABOUT_CONVERTER =
        "note: figures are SVG only; PNG and PDF need rsvg-convert (Debian: librsvg2-bin)";

    /**
     * @param folder where the files go; it exists
     */
    explicit FigureFiles(const std::string& folder);

    /**
     * @param name of the files, without an end
     * @param figure what they show
     * @param title above it; may be empty
     * @throws InferenceInputError when a file cannot be written
     */
    void Write(const std::string& name, ExperimentFigure figure, const std::string& title);

    /**
     * @brief Makes a PNG of the narrow form, too.
     * @param name of a figure that was written
     * @throws InferenceInputError when a file cannot be written
     */
    void WritePng(const std::string& name);

    /**
     * @return false when there was no rsvg-convert: SVG was written all the same
     */
    bool IsComplete() const;

    /**
     * @return names of the files, in the order in which they were written
     */
    const std::vector<std::string>& GetFiles() const;

  private:
    /**
     * @brief Converts a file.
     * @param name of the SVG, without its end
     * @param format png or pdf
     * @param width of the page, as rsvg-convert takes it; empty: that of the SVG
     */
    void Convert(const std::string& name, const std::string& format, const std::string& width);

    std::string m_folder;             //!< where the files go
    std::vector<std::string> m_files; //!< that were written
    bool m_isComplete{true};          //!< nothing failed to be converted
};

} // namespace ns3

#endif // FIGURE_FILES_H
