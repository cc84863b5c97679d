namespace Streaming.Server.Access.Limits;

/// <summary>
/// Limits the request bodies of an endpoint of the hosting application. If a body pauses for longer than <c>Access:Limits:BodyIdle</c>, the
/// request is answered with status 408. Unless <see cref="IsStreamed"/> is set, the bytes of the body count in the limit
/// <c>Access:Limits:BodyBytes</c> until the request ends. Add <c>[RequestSizeLimit]</c> to limit the size of the body.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class LimitBodyIdleAttribute : Attribute
{
    /// <summary>
    /// Whether the endpoint passes the bytes of the body on as they arrive, for example to a file, and does not keep the body in memory
    /// (default false).
    /// </summary>
    public bool IsStreamed { get; init; }
}
