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

/// <summary>Authorizes Centrifugal clients when they connect, and when they send a new token.</summary>
internal sealed class ClientAccess(
    TokenValidator tokens, AccessControl access, TokenLifetimeTracker tracker, IAuditTrail audit, TimeProvider time,
    IOptions<CentrifugalOptions> options)
{
    // The maximum lengths that the Centrifugal protocol allows for the name and the version of the client software.
    private const int MaxClientName = 16;
    private const int MaxClientVersion = 64;

    // Clients must send a new token before the old one expires. They are asked for a new token when a tenth of the old token's remaining
    // lifetime is left, but at most 10 seconds before it expires.
    private const double RefreshPart = 10;
    private const double MaxRefreshSeconds = 10;

    private static readonly string s_version = "Streaming " + typeof(ClientAccess).Assembly.GetName().Version!.ToString(3);

    /// <summary>
    /// Authorizes a client that connects, and returns the client's identity and the result of the command <c>connect</c>.
    /// </summary>
    /// <param name="request">The command <c>connect</c>, which may contain a token.</param>
    /// <param name="clientRequest">The values of the client's HTTP request, from its URL and headers.</param>
    /// <param name="mayContinue">A function that returns whether new permissions allow the client to read all of its channels. Called after
    /// each refresh of the token.</param>
    /// <exception cref="ConnectionClosedException">The token is not valid, or the command violates the protocol.</exception>
    /// <exception cref="RefusalException">
    /// The client's name is not valid or is not the name of its token, or the maximum number of open streams is reached.
    /// </exception>
    public async ValueTask<(ClientIdentity Client, ConnectResult Result)> ConnectAsync(
        ConnectRequest request, ClientRequest clientRequest, Func<Caller, bool> mayContinue)
    {
        if (request.Name.Length > MaxClientName || request.Version.Length > MaxClientVersion)
            throw new ConnectionClosedException(CloseReason.BadRequest, "a client name or version that is too long");
        var caller = request.Token.Length > 0 ? await CheckAsync(request.Token, clientRequest.Caller, clientRequest.Path)
            : clientRequest.Caller;
        var name = SenderPolicy.GetName(access, caller, clientRequest.Name ?? NameIn(request.Data));
        var client = new ClientIdentity(MemberRegistry.NewConnection(), name, tracker.Open(caller, mayContinue));
        var result = new ConnectResult
        {
            Client = client.Connection,
            Version = s_version,
            Time = time.GetUtcNow()
            .ToUnixTimeMilliseconds()
        };
        (result.Expires, result.Ttl) = RefreshTimeOf(caller);
        if (clientRequest.Session is { } session)
            (result.Session, result.Node) = (session, EmulatedSessions.Node);
        if (!clientRequest.PingsByFrame)
            (result.Ping, result.Pong) = ((uint)options.Value.PingInterval.TotalSeconds, true);
        return (client, result);
    }

    /// <summary>Replaces the client's token by a newer token, which must have the same issuer and subject.</summary>
    /// <param name="request">The command <c>refresh</c> with the newer token.</param>
    /// <param name="client">The client that sent the command.</param>
    /// <param name="path">The path of the URL to which the client connected, for the audit trail.</param>
    /// <param name="mayContinue">A function that returns whether new permissions allow the client to read all of its channels. Called after
    /// each later refresh of the token.</param>
    /// <exception cref="ConnectionClosedException">The newer token is not valid, or has another issuer or subject, or the session has
    /// ended.</exception>
    public async ValueTask<RefreshResult> RefreshAsync(
        RefreshRequest request, ClientIdentity client, string path, Func<Caller, bool> mayContinue)
    {
        var caller = await CheckAsync(request.Token, client.Caller, path);
        if (client.Caller.Identity is null || caller.Identity != client.Caller.Identity)
            throw new ConnectionClosedException(CloseReason.InvalidToken, "a token of another issuer or subject");
        var former = client.Lease;
        client.Lease = tracker.Replace(former, caller, mayContinue);
        // The session may have ended right before the lease was replaced.
        CheckSession(former);
        var result = new RefreshResult { Client = client.Connection, Version = s_version };
        (result.Expires, result.Ttl) = RefreshTimeOf(caller);
        return result;
    }

    /// <summary>Throws an exception if the client's token has expired or its session has ended, so that the command is refused.</summary>
    /// <exception cref="CommandRefusedException">The client's token has expired.</exception>
    /// <exception cref="ConnectionClosedException">The session has ended.</exception>
    public void RefuseExpired(ClientIdentity client)
    {
        CheckSession(client.Lease);
        if (client.Caller.ExpiresAt <= time.GetUtcNow())
            throw new CommandRefusedException(ErrorCode.TokenExpired, "The token has expired; refresh it.");
    }

    private static void CheckSession(StreamLease lease)
    {
        if (lease.SessionHasEnded)
            throw new ConnectionClosedException(CloseReason.Expired, "the session of its token has ended");
    }

    private async ValueTask<Caller> CheckAsync(string token, Caller before, string path)
    {
        try
        {
            return await tokens.CheckAsync(token, before.Address);
        }
        catch (RefusalException e) when (e.Reason == RefusalReason.InvalidToken)
        {
            audit.Add(new AuditEntry(AuditEntry.Refused, before.Subject, before.Address?.ToString(), HttpMethods.Get, path, e.Message));
            // A token that is valid but has expired does not close the connection, because the client may send a newer token.
            if (TokenValidator.IsExpired(e))
                throw new CommandRefusedException(ErrorCode.TokenExpired, e.Message);
            throw new ConnectionClosedException(CloseReason.InvalidToken, e.Message);
        }
    }

    // Returns the number of seconds after which the client must send a new token. This time ends before the old token expires, so that the
    // new token arrives in time.
    private (bool Expires, uint Ttl) RefreshTimeOf(Caller caller)
    {
        if (caller.ExpiresAt == DateTimeOffset.MaxValue)
            return (false, 0);
        var left = (caller.ExpiresAt - time.GetUtcNow()).TotalSeconds;
        return (true, (uint)Math.Clamp(Math.Floor(left - Math.Min(left / RefreshPart, MaxRefreshSeconds)), 1, uint.MaxValue));
    }

    // Returns the name of the client if the data of 'connect' contains it, such as {"name":"ann"}.
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
            // The data is not JSON. It belongs to the application, which may use any format.
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
