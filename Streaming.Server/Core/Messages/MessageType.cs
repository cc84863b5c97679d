using System.Collections.Frozen;

namespace Streaming.Server.Core.Messages;

/// <summary>The type of a message: 1 to 64 of the characters of a topic name; <c>message</c> if none is given.</summary>
public static class MessageType
{
    /// <summary>The type of a message without a type.</summary>
    public const string Default = "message";

    /// <summary>Messages between the subscriber's position and the oldest message in the log were deleted.</summary>
    public const string Gap = "gap";

    /// <summary>A member joined a room.</summary>
    public const string Join = "join";

    /// <summary>A member left a room.</summary>
    public const string Leave = "leave";

    /// <summary>The first member joined a room.</summary>
    public const string Occupied = "occupied";

    /// <summary>The last member left a room.</summary>
    public const string Vacated = "vacated";

    /// <summary>The number of members of a large room, which has no single join and leave messages.</summary>
    public const string Presence = "presence";

    /// <summary>The last message of a stream whose token has expired.</summary>
    public const string Expired = "expired";

    /// <summary>The end of the replay.</summary>
    public const string CaughtUp = "caught-up";

    /// <summary>The longest type, in characters.</summary>
    public const int MaxLength = 64;

    // Types that only the server sends, so that a publisher cannot forge them.
    private static readonly FrozenSet<string> s_reserved = FrozenSet.ToFrozenSet(
        [Gap, Join, Leave, Occupied, Vacated, Presence, Expired, CaughtUp, "error", "open"], StringComparer.Ordinal);

    /// <summary>Whether a message of this type reports the members of a room.</summary>
    public static bool IsPresence(string type) => type is Join or Leave or Presence;

    /// <summary>Whether only the server publishes messages of this type.</summary>
    public static bool IsReserved(string type) => s_reserved.Contains(type);

    /// <summary>Validates the type that a publisher gave; null becomes <see cref="Default"/>.</summary>
    /// <exception cref="RefusalException">The type is not valid or is reserved.</exception>
    public static string Check(string? type)
    {
        if (type is null or Default)
            return Default;
        if (type.Length is 0 or > MaxLength || !TopicName.HasOnlyAllowedCharacters(type))
            throw RefusalException.Invalid(
                $"The type is not valid; use 1 to {MaxLength} letters A-Z, digits and _ - . : only, or leave it out.");
        if (s_reserved.Contains(type))
            throw RefusalException.Invalid($"The type '{type}' is reserved for messages of the server; choose another one.");
        return type;
    }
}
