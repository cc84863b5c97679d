using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Authorizes clients when they connect, and when they refresh their token.</summary>
internal sealed class ClientAccess(
    TokenValidator tokens, AccessControl access, TokenLifetimeTracker sessions, IAuditTrail audit, TimeProvider time,
    IOptions<CentrifugalOptions> options)
{
    // The protocol's limits for the kind and version of the client software.
    private const int MaxClientName = 16;
    private const int MaxClientVersion = 64;

    // Clients refresh before their token expires: a tenth of the remaining time earlier, at most this many seconds.
    private const double RefreshPart = 10;
    private const double MaxRefreshSeconds = 10;

    private static readonly string s_version = "Streaming " + typeof(ClientAccess).Assembly.GetName().Version!.ToString(3);

    /// <summary>Authorizes a client that connects.</summary>
    /// <param name="request">The command.</param>
    /// <param name="upgrade">The values of the client's address and headers.</param>
    /// <param name="mayGoOn">Whether a newer token still allows the client's channels.</param>
    /// <exception cref="ConnectionClosedException">The token is not valid, or the request violates the protocol.</exception>
    /// <exception cref="RefusalException">The client is refused.</exception>
    public async ValueTask<(ClientIdentity Client, ConnectResult Result)> ConnectAsync(
        ConnectRequest request, ClientRequest upgrade, Func<Caller, bool> mayGoOn)
    {
        if (request.Name.Length > MaxClientName || request.Version.Length > MaxClientVersion)
            throw new ConnectionClosedException(CloseReason.BadRequest, "a client name or version that is too long");
        var caller = request.Token.Length > 0 ? await CheckAsync(request.Token, upgrade.Caller, upgrade.Path) : upgrade.Caller;
        var name = SenderPolicy.GetName(access, caller, upgrade.Name ?? NameIn(request.Data));
        var client = new ClientIdentity(MemberRegistry.NewConnection(), name, sessions.Open(caller, mayGoOn));
        var result = new ConnectResult
        {
            Client = client.Connection,
            Version = s_version,
            Time = time.GetUtcNow()
            .ToUnixTimeMilliseconds()
        };
        (result.Expires, result.Ttl) = LifeOf(caller);
        if (upgrade.Session is { } session)
            (result.Session, result.Node) = (session, EmulatedSessions.Node);
        if (!upgrade.PingsByFrame)
            (result.Ping, result.Pong) = ((uint)options.Value.PingInterval.TotalSeconds, true);
        return (client, result);
    }

    /// <summary>Replaces the client's token by a newer one, which must have the same issuer and subject.</summary>
    /// <param name="request">The command.</param>
    /// <param name="client">The client.</param>
    /// <param name="path">The path that the client connected to, for the audit trail.</param>
    /// <param name="mayGoOn">Whether a newer token still allows the client's channels.</param>
    /// <exception cref="ConnectionClosedException">The token is not valid, or has another issuer or subject.</exception>
    /// <exception cref="RefusalException">The client is refused.</exception>
    public async ValueTask<RefreshResult> RefreshAsync(
        RefreshRequest request, ClientIdentity client, string path, Func<Caller, bool> mayGoOn)
    {
        var caller = await CheckAsync(request.Token, client.Caller, path);
        if (client.Caller.Identity is null || caller.Identity != client.Caller.Identity)
            throw new ConnectionClosedException(CloseReason.InvalidToken, "a token of another issuer or subject");
        var pass = sessions.Open(caller, mayGoOn);
        client.Lease.Dispose();
        client.Lease = pass;
        var result = new RefreshResult { Client = client.Connection, Version = s_version };
        (result.Expires, result.Ttl) = LifeOf(caller);
        return result;
    }

    /// <summary>Refuses the commands of a client whose token has expired.</summary>
    /// <exception cref="CommandRefusedException">The token has expired.</exception>
    public void RefuseExpired(ClientIdentity client)
    {
        if (client.Caller.ExpiresAt <= time.GetUtcNow())
            throw new CommandRefusedException(ErrorCode.TokenExpired, "The token has ended; refresh it.");
    }

    private async ValueTask<Caller> CheckAsync(string token, Caller before, string path)
    {
        try
        {
            return await tokens.CheckAsync(token, before.Address);
        }
        catch (RefusalException e) when (e.Reason == RefusalReason.InvalidToken)
        {
            audit.Note(new AuditEntry(AuditEntry.Refused, before.Subject, before.Address?.ToString(), HttpMethods.Get, path, e.Message));
            // The client can continue with a newer token.
            if (TokenValidator.HasEnded(e))
                throw new CommandRefusedException(ErrorCode.TokenExpired, e.Message);
            throw new ConnectionClosedException(CloseReason.InvalidToken, e.Message);
        }
    }

    // The time after which clients ask for a new token: rounded down, and earlier than the expiry, so that the new one arrives while the
    // old one is valid.
    private (bool Expires, uint Ttl) LifeOf(Caller caller)
    {
        if (caller.ExpiresAt == DateTimeOffset.MaxValue)
            return (false, 0);
        var left = (caller.ExpiresAt - time.GetUtcNow()).TotalSeconds;
        return (true, (uint)Math.Clamp(Math.Floor(left - Math.Min(left / RefreshPart, MaxRefreshSeconds)), 1, uint.MaxValue));
    }

    // The data of 'connect' may contain the client's name: {"name":"ann"}.
    private static string? NameIn(ByteString data)
    {
        if (data.IsEmpty)
            return null;
        try
        {
            using var json = JsonDocument.Parse(data.Memory, JsonDepth.Parsing);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("name", out var name)
                && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
        }
        catch (JsonException)
        {
            // The data belongs to the application, and may have any format.
            return null;
        }
        catch (InvalidOperationException e)
        {
            throw new RefusalException(
                RefusalReason.Invalid, "The name in the data has half of a surrogate pair, or is not valid UTF-8; send whole characters.",
                e);
        }
    }
}
