using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Rooms;

/// <summary>The name that a connection to many topics goes by.</summary>
public static class MemberName
{
    private const string Nobody = "anonymous";

    /// <summary>The name. With a token it is the token's; else whatever the connection gives.</summary>
    /// <param name="access">Knows how long a name may be.</param>
    /// <param name="caller">Who connects.</param>
    /// <param name="given">The name it asks for; null or empty for none.</param>
    /// <exception cref="RefusalException">It is none, or another than the token's.</exception>
    public static string Of(AccessControl access, Caller caller, string? given)
    {
        var name = string.IsNullOrEmpty(given) ? null : SenderName.Check(given);
        access.AuthorizeName(name);
        if (!caller.HasToken)
            return name ?? Nobody;
        if (name is null || name == caller.Name)
            return caller.Name ?? Nobody;
        throw new RefusalException(RefusalReason.Forbidden, $"The name is another than the token's ('{caller.Name}'); leave it out.");
    }
}
