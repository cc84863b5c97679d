using System.Collections.Frozen;

namespace Streaming.Server.Core.Messages;

/// <summary>The type of a message: 1 to 64 characters like those of a topic name; <c>message</c> where none is given.</summary>
public static class MessageType
{
    /// <summary>The type of a message that names none.</summary>
    public const string Default = "message";

    /// <summary>What a reader is told when messages between its position and the oldest kept one are gone.</summary>
    public const string Gap = "gap";

    /// <summary>Somebody joined a room.</summary>
    public const string Join = "join";

    /// <summary>Somebody left a room.</summary>
    public const string Leave = "leave";

    /// <summary>A room has got its first member.</summary>
    public const string Occupied = "occupied";

    /// <summary>The last member of a room has left.</summary>
    public const string Vacated = "vacated";

    /// <summary>How many are in a big room, where coming and going is not told one by one.</summary>
    public const string Presence = "presence";

    /// <summary>The last thing that a reader is told whose token has ended.</summary>
    public const string Expired = "expired";

    /// <summary>Tells a reader that its replay is over.</summary>
    public const string CaughtUp = "caught-up";

    /// <summary>The longest type, in characters.</summary>
    public const int MaxLength = 64;

    // Types that the server itself says on a stream; a publisher must not be able to forge them.
    private static readonly FrozenSet<string> s_reserved = FrozenSet.ToFrozenSet([Gap, Join, Leave, Occupied, Vacated, Presence, Expired, CaughtUp, "error", "open"], StringComparer.Ordinal);

    /// <summary>Whether a message of this type tells who is in a room, and not what is said there.</summary>
    public static bool IsPresence(string type) => type is Join or Leave or Presence;

    /// <summary>Whether only the server itself publishes messages of this type.</summary>
    public static bool IsReserved(string type) => s_reserved.Contains(type);

    /// <summary>The type to use for what a publisher gave.</summary>
    /// <exception cref="RefusalException">The type is not one.</exception>
    public static string Check(string? type)
    {
        if (type is null or Default)
            return Default;
        if (type.Length is 0 or > MaxLength || !TopicName.HasOnlyAllowedCharacters(type))
            throw RefusalException.Invalid($"The type is not valid; use 1 to {MaxLength} letters A-Z, digits and _ - . : only, or leave it out.");
        if (s_reserved.Contains(type))
            throw RefusalException.Invalid($"The type '{type}' is reserved: only the server itself says it. Choose another one.");
        return type;
    }
}
