// SPDX-License-Identifier: GPL-2.0-only
#ifndef JSON_CURSOR_H
#define JSON_CURSOR_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A place in a JSON file that knows its file name and JSON pointer. Private to the module.
 *
 * Every getter checks type and range and throws InferenceInputError, which names the place, what
 * stands there and what was expected. Readers therefore contain no error handling of their own.
 *
 * Reading is strict (StrictJson).
 */
class JsonCursor
{
  public:
    /**
     * @brief Read a file.
     * @param path the path of the file
     * @return a cursor at its root
     * @throws InferenceInputError when it is not a readable regular file of strict JSON
     */
    static JsonCursor ReadFile(const std::string& path);

    /**
     * @brief Read a text.
     * @param text the JSON text
     * @param file the name to use in errors
     * @return a cursor at its root
     * @throws InferenceInputError when it is not strict JSON
     */
    static JsonCursor Parse(const std::string& text, const std::string& file);

    /** @return the file's name */
    const std::string& GetFile() const;
    /** @return the JSON pointer of this place (RFC 6901), "" for the root */
    std::string GetPointer() const;
    /** @return the value at this place */
    const nlohmann::json& GetValue() const;

    /**
     * @brief Check that this is an object without unknown keys.
     *
     * The error for an unknown key suggests the nearest known one.
     *
     * @param keys all keys that may occur
     */
    void CheckObject(const std::vector<std::string>& keys) const;
    /** @return the keys of this object, sorted */
    std::vector<std::string> GetKeys() const;
    /**
     * @param key a key
     * @return whether this object has it
     */
    bool Has(const std::string& key) const;
    /**
     * @param key a key that must be there
     * @return a cursor at its value
     */
    JsonCursor Get(const std::string& key) const;

    /**
     * @brief Check that this is an array.
     * @param least least number of elements
     * @param greatest greatest number of elements
     * @return the number of elements
     */
    std::size_t GetSize(std::size_t least, std::size_t greatest) const;
    /**
     * @param index an index below the size
     * @return a cursor at the element
     */
    JsonCursor At(std::size_t index) const;

    /**
     * @param least least value
     * @param greatest greatest value
     * @return the number at this place
     */
    double GetNumber(double least, double greatest) const;
    /**
     * @param greatest greatest value
     * @return the number at this place, which must be above 0
     */
    double GetPositive(double greatest) const;
    /**
     * @param least least value
     * @param greatest greatest value, at most 2^53
     * @return the integer at this place; 2.0 and 2e3 are integers, too
     */
    uint64_t GetInteger(uint64_t least, uint64_t greatest) const;
    /** @return the boolean at this place */
    bool GetBool() const;
    /**
     * @param greatest greatest number of bytes
     * @return the string at this place, which must not be empty
     */
    std::string GetString(std::size_t greatest = 4096) const;
    /** @return the name at this place: 1 to 64 of letters, digits, '.', '_', '-' */
    std::string GetName() const;
    /**
     * @param choices all strings that may stand here
     * @return the string at this place
     */
    std::string GetChoice(const std::vector<std::string>& choices) const;

    /**
     * @brief Report that the value at this place is not what it should be.
     * @param expected what would have been right
     * @param hint further help, or ""
     */
    [[noreturn]] void Fail(const std::string& expected, const std::string& hint = "") const;
    /**
     * @brief Report a finding about this place.
     * @param found what was found
     * @param expected what would have been right
     * @param hint further help, or ""
     */
    [[noreturn]] void FailWith(const std::string& found,
                               const std::string& expected,
                               const std::string& hint = "") const;

    /**
     * @brief Reads a JSON pointer that a user wrote.
     * @param text the pointer, such as /streams/0/Rate
     * @param source the name of the place where the pointer stands, for errors
     * @return the pointer
     * @throws InferenceInputError when the text is empty or no JSON pointer of RFC 6901
     */
    static nlohmann::json::json_pointer ReadPointer(const std::string& text,
                                                    const std::string& source);

  private:
    /** @brief A whole file, shared by the cursors into it. */
    struct Document
    {
        std::string file;    //!< the name of the file
        nlohmann::json root; //!< the value of the whole file
    };

    /**
     * @param document the whole file
     * @param value the value in the file to which the cursor points
     * @param pointer the JSON pointer of the value
     */
    JsonCursor(std::shared_ptr<const Document> document,
               const nlohmann::json* value,
               nlohmann::json::json_pointer pointer);

    std::shared_ptr<const Document> m_document; //!< keeps the value alive
    const nlohmann::json* m_value;              //!< the value at this place
    nlohmann::json::json_pointer m_pointer;     //!< the place of the value in the file
};

} // namespace ns3

#endif /* JSON_CURSOR_H */
