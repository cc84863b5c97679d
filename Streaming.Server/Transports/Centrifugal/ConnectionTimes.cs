using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Holds the ping interval and the time limits of a Centrifugal connection; the numbers are in milliseconds.</summary>
internal sealed record ConnectionTimes(double PingInterval, double PongTimeout, double ConnectTimeout, TimeSpan ExpiryGrace)
{
    public static ConnectionTimes Of(CentrifugalOptions options) =>
        new(options.PingInterval.TotalMilliseconds, options.PongTimeout.TotalMilliseconds, options.ConnectTimeout.TotalMilliseconds,
            options.ExpiryGrace);
}
