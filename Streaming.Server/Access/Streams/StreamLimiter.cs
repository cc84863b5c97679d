using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Streams;

/// <summary>Counts the open streams, in all and per address.</summary>
internal sealed class StreamLimiter(IOptions<AccessOptions> options)
{
    // Long enough that who was refused does not make the crowd larger.
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);

    private readonly LimitOptions _limits = options.Value.Limits;
    private readonly AddressLimiter _count = new(options.Value.Limits.Streams, options.Value.Limits.StreamsPerAddress);

    /// <summary>How many there are.</summary>
    public int Count => _count.All;

    /// <summary>Takes a seat.</summary>
    /// <exception cref="RefusalException">There is none free.</exception>
    public void Take(AddressKey? address)
    {
        switch (_count.Take(address))
        {
            case AddressLimitResult.TooManyInAll:
                throw RefusalException.LimitReached("Access:Limits:Streams", $"The server has its {_limits.Streams} streams (Access:Limits:Streams); try again later.", s_again);
            case AddressLimitResult.TooManyOfAddress:
                throw RefusalException.LimitReached(
                    "Access:Limits:StreamsPerAddress",
                    $"Your address has its {_limits.StreamsPerAddress} streams (Access:Limits:StreamsPerAddress); close one, or read several topics on one connection.",
                    s_again);
        }
    }

    /// <summary>Gives one back.</summary>
    public void Release(AddressKey? address) => _count.Release(address);
}
