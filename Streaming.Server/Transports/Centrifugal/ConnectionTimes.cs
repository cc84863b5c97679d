using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>A connection's times, in milliseconds where they are numbers.</summary>
internal sealed record ConnectionTimes(double PingInterval, double PongTimeout, double ConnectTimeout, TimeSpan ExpiryGrace)
{
    public static ConnectionTimes Of(CentrifugalOptions options) =>
        new(options.PingInterval.TotalMilliseconds, options.PongTimeout.TotalMilliseconds, options.ConnectTimeout.TotalMilliseconds,
            options.ExpiryGrace);
}
