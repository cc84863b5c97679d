using System.Globalization;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// The name of a message's sender: 1 to 64 visible characters, without control or invisible characters, line ends or halves of surrogate
/// pairs.
/// </summary>
internal static class SenderName
{
    /// <summary>The maximum length in visible characters: an emoji counts as one, and so does a letter with its marks.</summary>
    public const int MaxLength = 64;

    /// <summary>The configuration key that can lower the limit.</summary>
    internal const string LengthLimit = "Access:Limits:SenderNameLength";

    // A visible character may consist of any number of code units, so their number is limited too.
    private const int MaxUnits = 8 * MaxLength;

    /// <summary>Validates a name; null stays null.</summary>
    /// <exception cref="RefusalException">The name is not valid.</exception>
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

    /// <summary>Whether the name has more visible characters than a limit.</summary>
    internal static bool IsLonger(string name, int limit) => name.Length > limit && LengthOf(name) > limit;

    /// <summary>The length in visible characters.</summary>
    internal static int LengthOf(string name) => new StringInfo(name).LengthInTextElements;
}
