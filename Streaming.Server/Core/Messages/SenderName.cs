using System.Globalization;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// Validates the name of a message's sender: 1 to 64 visible characters, without control characters, invisible characters, line ends or
/// halves of surrogate pairs.
/// </summary>
internal static class SenderName
{
    /// <summary>
    /// The maximum length of a sender's name in visible characters. An emoji counts as one character, and so does a letter with its
    /// accents.
    /// </summary>
    public const int MaxLength = 64;

    /// <summary>
    /// The configuration key of the limit for the length of a sender's name. The configuration can only lower this limit.
    /// </summary>
    internal const string LengthLimit = "Access:Limits:SenderNameLength";

    // A visible character can consist of any number of UTF-16 code units, so the number of code units is limited too.
    private const int MaxUnits = 8 * MaxLength;

    /// <summary>Validates the name of a message's sender, and returns the name. Null is allowed, for an unknown sender.</summary>
    /// <exception cref="RefusalException">The sender's name is empty, too long, or has a character that is not allowed.</exception>
    public static string? Check(string? name)
    {
        if (name is null)
            return null;
        if (name.Length > MaxUnits)
            throw RefusalException.TooLarge(
                LengthLimit, $"The name has {name.Length} UTF-16 code units; at most {MaxUnits} are allowed.", RefusalReason.Invalid);
        if (IsLonger(name, MaxLength))
            throw RefusalException.TooLarge(
                LengthLimit, $"The name has {LengthOf(name)} characters; give it 1 to {MaxLength}.", RefusalReason.Invalid);
        if (string.IsNullOrWhiteSpace(name))
            throw RefusalException.Invalid($"The name is empty; give it 1 to {MaxLength} characters.");
        if (!NewMessage.IsWellFormed(name) || !VisibleText.IsVisible(name))
            throw RefusalException.Invalid("The name has a control or invisible formatting character; use printable characters only.");
        return name;
    }

    /// <summary>Returns whether a name has more visible characters than the given limit.</summary>
    internal static bool IsLonger(string name, int limit) => name.Length > limit && LengthOf(name) > limit;

    /// <summary>Returns the length of a name in visible characters.</summary>
    internal static int LengthOf(string name) => new StringInfo(name).LengthInTextElements;
}
