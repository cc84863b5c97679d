namespace Streaming.Server.Access.Limits;

/// <summary>
/// For endpoints of an application that hosts this server: a request's body may stop for <c>Access:Limits:BodyIdle</c> at most, then it is answered with 408. Put
/// <c>[RequestSizeLimit]</c> beside it. What has been read of the body counts in <c>Access:Limits:BodyBytes</c> until the request ends, unless
/// <see cref="IsStreamed"/> says that it is not kept in memory.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class LimitBodyIdleAttribute : Attribute
{
    /// <summary>Whether the body is passed on as it comes, to a file for example, and not kept in memory.</summary>
    public bool IsStreamed { get; init; }
}
