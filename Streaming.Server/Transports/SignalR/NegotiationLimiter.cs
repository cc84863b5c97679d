using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Limits the number of SignalR connections that clients negotiate within 15 s, for all clients together and for each client address. A
/// negotiated connection needs memory (2.5 KB), which SignalR frees after 15 s if the client does not connect. The limits are those of
/// open connections, so that all clients of an address can reconnect at once.
/// </summary>
internal sealed class NegotiationLimiter(IOptions<AccessOptions> access, IOptions<StreamHubOptions> hubs, TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(15);

    private readonly int _most = hubs.Value.MaxConnections;
    private readonly int _mostOfAddress = access.Value.Limits.ConnectionsPerAddress;
    private readonly Lock _gate = new();
    private readonly Dictionary<AddressKey, int> _byAddress = [];
    private long _begin = time.GetTimestamp();
    private int _count;

    /// <summary>Counts a negotiation, and refuses it if a limit is reached.</summary>
    /// <param name="address">The key of the client's address; null if the address is not limited.</param>
    /// <exception cref="RefusalException">All clients, or those of the address, have negotiated too many connections within
    /// 15 s.</exception>
    public void Count(AddressKey? address)
    {
        lock (_gate)
        {
            var elapsed = time.GetElapsedTime(_begin);
            if (elapsed >= s_window)
            {
                (_begin, _count, elapsed) = (time.GetTimestamp(), 0, TimeSpan.Zero);
                _byAddress.Clear();
            }

            if (address is { } key && _byAddress.GetValueOrDefault(key) >= _mostOfAddress)
                throw Refusal("Access:Limits:ConnectionsPerAddress", $"Your address has negotiated {_mostOfAddress}", elapsed);
            if (_count >= _most)
                throw Refusal("Hubs:MaxConnections", $"The clients of this server have negotiated {_most}", elapsed);
            if (address is { } counted)
                _byAddress[counted] = _byAddress.GetValueOrDefault(counted) + 1;
            _count++;
        }
    }

    private static RefusalException Refusal(string key, string sentence, TimeSpan elapsed) =>
        RefusalException.LimitReached(key, $"{sentence} SignalR connections within 15 s ({key}); try again later.", s_window - elapsed);
}
