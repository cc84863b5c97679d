namespace Streaming.Server.Access.Limits;

/// <summary>
/// Marks an endpoint of the hosting application: a request is answered with status 408 if its body pauses for longer than
/// <c>Access:Limits:BodyIdle</c>. Add <c>[RequestSizeLimit]</c> as well. The bytes of the body count in <c>Access:Limits:BodyBytes</c>
/// until the request ends, unless <see cref="IsStreamed"/> is set.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class LimitBodyIdleAttribute : Attribute
{
    /// <summary>
    /// Whether the endpoint passes the body on as it arrives, for example to a file, and does not keep the body in memory (default false).
    /// </summary>
    public bool IsStreamed { get; init; }
}
