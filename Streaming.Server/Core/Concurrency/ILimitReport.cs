namespace Streaming.Server.Core.Concurrency;

/// <summary>Implemented by limiters whose limits <c>GET /limits</c> returns.</summary>
internal interface ILimitReport
{
    /// <summary>Returns the limits of this limiter, each with its current use.</summary>
    IEnumerable<LimitUse> ReadLimits();
}
