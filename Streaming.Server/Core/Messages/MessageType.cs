using System.Collections.Frozen;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// Defines the types of messages. The name of a type has 1 to 64 characters, with the same allowed characters as the name of a topic. The
/// default type is <c>message</c>.
/// </summary>
public static class MessageType
{
    /// <summary>The type of a message whose publisher set no type.</summary>
    public const string Default = "message";

    /// <summary>The type of the message that a subscriber receives from the server in place of messages that the log has deleted.</summary>
    public const string Gap = "gap";

    /// <summary>The type of a message that reports that a member joined a room.</summary>
    public const string Join = "join";

    /// <summary>The type of a message that reports that a member left a room.</summary>
    public const string Leave = "leave";

    /// <summary>The type of a message that reports that the first member joined a room.</summary>
    public const string Occupied = "occupied";

    /// <summary>The type of a message that reports that the last member left a room.</summary>
    public const string Vacated = "vacated";

    /// <summary>
    /// The type of a message that contains the number of members of a large room. In large rooms the joins and leaves of single members are
    /// not reported.
    /// </summary>
    public const string Presence = "presence";

    /// <summary>The type of the last message of a stream that the server ends because the client's token has expired.</summary>
    public const string Expired = "expired";

    /// <summary>
    /// The type of a message after which only new messages follow: the subscriber has received all old messages of the topic.
    /// </summary>
    public const string CaughtUp = "caught-up";

    /// <summary>
    /// The type of the last message that a subscriber of a topic receives when the topic was closed or deleted, or has expired.
    /// </summary>
    public const string Closed = "closed";

    /// <summary>The maximum length of a message type, in characters.</summary>
    public const int MaxLength = 64;

    // The message types that only the server uses. Publishers must not use them, so that no client can forge messages of the server.
    private static readonly FrozenSet<string> s_reserved = FrozenSet.ToFrozenSet(
        [Gap, Join, Leave, Occupied, Vacated, Presence, Expired, CaughtUp, Closed, "error", "open"], StringComparer.Ordinal);

    /// <summary>Returns whether messages of a type report joins, leaves or the number of members of a room.</summary>
    public static bool IsPresence(string type) => type is Join or Leave or Presence;

    /// <summary>Returns whether only the server may publish messages of a type.</summary>
    public static bool IsReserved(string type) => s_reserved.Contains(type);

    /// <summary>
    /// Validates the message type that a publisher chose, and returns it; returns <see cref="Default"/> if the publisher chose none.
    /// </summary>
    /// <exception cref="RefusalException">The type is not valid, or only the server may publish messages of this type.</exception>
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
