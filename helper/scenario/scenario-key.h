// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCENARIO_KEY_H
#define SCENARIO_KEY_H

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
 * @brief A key of scenario files: what may stand there, its default and its meaning. Private to the
 * module.
 *
 * GetRoot() is the one table of keys. The reader, the JSON Schema and the documentation are made
 * from it, so a new key is one more entry there (and what InferenceScenario::Build() does with it).
 */
struct ScenarioKey
{
    /// What may stand at a key.
    enum Kind
    {
        TEXT,       //!< a string
        NAME,       //!< a string that can be the name of a file
        INTEGER,    //!< an integer from least to greatest
        NUMBER,     //!< a number from least to greatest
        BOOLEAN,    //!< true or false
        TIME,       //!< a string such as "100ms" or a number in s, from least to greatest
        CHOICE,     //!< one of the words
        PROFILE,    //!< name or file of a profile
        OBJECT,     //!< an object with the keys of children
        LIST,       //!< an array of least to greatest elements of the first child's kind
        ATTRIBUTES, //!< an object: attributes of the class base
        TYPED,      //!< an object: type (a class derived from base), its attributes, and children
        DEFAULTS,   //!< an object: full names of attributes of any class
        POLICIES    //!< "all", or an array of names and of objects as TYPED
    };

    std::string name;     //!< of the key
    Kind kind{TEXT};      //!< what may stand there
    std::string fallback; //!< default as JSON; "" when the key must be there
    std::string help;     //!< meaning and unit
    double least{0};      //!< of INTEGER, NUMBER, TIME (s), LIST
    double greatest{0};   //!< of INTEGER, NUMBER, TIME (s), LIST
    std::vector<std::string>
        words{};         //!< of CHOICE; of ATTRIBUTES: attributes that are not set here
    std::string base{};  //!< class of ATTRIBUTES and TYPED; folder of PROFILE
    bool inherits{true}; //!< ATTRIBUTES: those of parent classes, too
    std::vector<ScenarioKey> children{}; //!< of OBJECT, LIST, TYPED and POLICIES

    /**
     * @return the whole table
     */
    static const ScenarioKey& GetRoot();
};

} // namespace ns3

#endif // SCENARIO_KEY_H
