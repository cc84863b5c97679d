namespace Streaming.Server.Access.Limits;

/// <summary>
/// For endpoints of an application that hosts this server: a request whose body pauses for longer than <c>Access:Limits:BodyIdle</c> is
/// answered with 408. Add
/// <c>[RequestSizeLimit]</c> as well. The bytes read count in <c>Access:Limits:BodyBytes</c> until the request ends, unless
/// <see cref="IsStreamed"/> is set.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class LimitBodyIdleAttribute : Attribute
{
    /// <summary>Whether the endpoint passes the body on as it arrives, to a file for example, and does not keep it in memory.</summary>
    public bool IsStreamed { get; init; }
}
