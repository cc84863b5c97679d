using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Decides which names senders and room members may use. A caller with a token has the name in the token, unless the caller is an
/// administrator of the topic. A caller without a token may choose any name.
/// </summary>
internal static class SenderPolicy
{
    private const string NoName = "anonymous";

    /// <summary>Returns the name under which a client connects or joins a room.</summary>
    /// <param name="access">The object that limits the length of the name.</param>
    /// <param name="caller">The caller that opens the connection or joins the room.</param>
    /// <param name="requested">The name that the client requests; null or empty if the client requests none.</param>
    /// <param name="topic">The topic in which the name is used; null for a connection to many topics.</param>
    /// <exception cref="RefusalException">The name is invalid, too long, or different from the name in the token.</exception>
    public static string GetName(AccessControl access, Caller caller, string? requested, TopicName? topic = null)
    {
        var name = string.IsNullOrEmpty(requested) ? null : SenderName.Check(requested);
        access.AuthorizeName(name);
        if (IsOther(caller, name) && !(topic is { } only && access.IsAllowed(caller, TopicAction.Administer, only)))
            throw new RefusalException(RefusalReason.Forbidden, $"The name differs from the token's ('{caller.Name}'); leave it out.");
        return name ?? caller.Name ?? NoName;
    }

    /// <summary>
    /// Returns the name of a message's sender: the name in the message, or the name in the caller's token if the message has none.
    /// </summary>
    /// <param name="caller">The caller that publishes the message.</param>
    /// <param name="sender">The sender's name in the message; null if the message has none.</param>
    /// <param name="isAdministrator">Whether the caller is an administrator of the topic.</param>
    /// <exception cref="RefusalException">The name in the message differs from the name in the caller's token.</exception>
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
