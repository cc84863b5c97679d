namespace Streaming.Server.Core.Concurrency;

/// <summary>Implemented by limiters whose limits <c>GET /limits</c> shows.</summary>
internal interface ILimitReport
{
    /// <summary>Returns the limits of this limiter with their current use.</summary>
    IEnumerable<LimitUse> ReadLimits();
}
