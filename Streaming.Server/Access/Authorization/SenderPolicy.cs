using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// The rule for the names of senders and members, on all transports: a caller with a token has the token's name. Only a caller that
/// administers the topic can
/// choose another one. A caller without a token chooses freely.
/// </summary>
internal static class SenderPolicy
{
    private const string NoName = "anonymous";

    /// <summary>The name that a connection or member goes by.</summary>
    /// <param name="access">Knows the limit of a name's length.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="requested">The name that the client asks for; null or empty for none.</param>
    /// <param name="topic">The one topic of the name; null for a connection to many topics.</param>
    /// <exception cref="RefusalException">The name is not valid, or is not the token's.</exception>
    public static string GetName(AccessControl access, Caller caller, string? requested, TopicName? topic = null)
    {
        var name = string.IsNullOrEmpty(requested) ? null : SenderName.Check(requested);
        access.AuthorizeName(name);
        if (IsOther(caller, name) && !(topic is { } only && access.IsAllowed(caller, TopicAction.Administer, only)))
            throw new RefusalException(RefusalReason.Forbidden, $"The name differs from the token's ('{caller.Name}'); leave it out.");
        return name ?? caller.Name ?? NoName;
    }

    /// <summary>The sender of a message: the one it names, or the token's name.</summary>
    /// <param name="caller">The publisher.</param>
    /// <param name="sender">The sender that the message names; null for none.</param>
    /// <param name="isAdministrator">Whether the caller administers the topic.</param>
    /// <exception cref="RefusalException">The message names a sender that is not the token's.</exception>
    public static string? GetSender(Caller caller, string? sender, bool isAdministrator)
    {
        if (!isAdministrator && IsOther(caller, sender))
            throw new RefusalException(
                RefusalReason.Forbidden,
                $"The sender differs from the token's name ('{caller.Name}'); leave it out. Only a token that administers the topic can " +
                "name other senders.");
        return sender ?? caller.Name;
    }

    private static bool IsOther(Caller caller, string? name) =>
        caller.HasToken && name is not null && !string.Equals(name, caller.Name, StringComparison.Ordinal);
}
