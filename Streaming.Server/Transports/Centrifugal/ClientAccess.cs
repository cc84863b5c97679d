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

/// <summary>Lets clients in, and lets them go on with newer tokens.</summary>
internal sealed class ClientAccess(TokenValidator tokens, AccessControl access, TokenLifetimeTracker sessions, IAuditTrail audit, TimeProvider time, IOptions<CentrifugalOptions> options)
{
    // What the protocol allows for the client's own kind and version, which is nobody's name.
    private const int MaxClientName = 16;
    private const int MaxClientVersion = 64;

    // How much earlier than its token ends a client is asked to refresh: a tenth of the time left, at most this.
    private const double RefreshPart = 10;
    private const double MaxRefreshSeconds = 10;

    private static readonly string s_version = "Streaming " + typeof(ClientAccess).Assembly.GetName().Version!.ToString(3);

    /// <summary>Lets a client in.</summary>
    /// <param name="request">Its command.</param>
    /// <param name="upgrade">What it asked for with its address and headers.</param>
    /// <param name="mayGoOn">Whether a newer token still lets it read its channels.</param>
    /// <exception cref="ConnectionClosedException">The token is not valid, or the request is against the protocol.</exception>
    /// <exception cref="RefusalException">The client is refused.</exception>
    public async ValueTask<(ClientIdentity Client, ConnectResult Result)> ConnectAsync(ConnectRequest request, ClientRequest upgrade, Func<Caller, bool> mayGoOn)
    {
        if (request.Name.Length > MaxClientName || request.Version.Length > MaxClientVersion)
            throw new ConnectionClosedException(CloseReason.BadRequest, "a client name or version that is too long");
        var caller = request.Token.Length > 0 ? await CheckAsync(request.Token, upgrade.Caller, upgrade.Path) : upgrade.Caller;
        var name = SenderPolicy.GetName(access, caller, upgrade.Name ?? NameIn(request.Data));
        var client = new ClientIdentity(MemberRegistry.NewConnection(), name, sessions.Open(caller, mayGoOn));
        var result = new ConnectResult { Client = client.Connection, Version = s_version, Time = time.GetUtcNow().ToUnixTimeMilliseconds() };
        (result.Expires, result.Ttl) = LifeOf(caller);
        if (upgrade.Session is { } session)
            (result.Session, result.Node) = (session, EmulatedSessions.Node);
        if (!upgrade.PingsByFrame)
            (result.Ping, result.Pong) = ((uint)options.Value.PingInterval.TotalSeconds, true);
        return (client, result);
    }

    /// <summary>Lets a client go on with a newer token, which must have the same issuer and subject.</summary>
    /// <param name="request">Its command.</param>
    /// <param name="client">The client.</param>
    /// <param name="path">The address that it connected to, for the audit trail.</param>
    /// <param name="mayGoOn">Whether a newer token still lets it read its channels.</param>
    /// <exception cref="ConnectionClosedException">The token is not valid, or somebody else's.</exception>
    /// <exception cref="RefusalException">The client is refused.</exception>
    public async ValueTask<RefreshResult> RefreshAsync(RefreshRequest request, ClientIdentity client, string path, Func<Caller, bool> mayGoOn)
    {
        var caller = await CheckAsync(request.Token, client.Caller, path);
        if (client.Caller.Identity is null || caller.Identity != client.Caller.Identity)
            throw new ConnectionClosedException(CloseReason.InvalidToken, "a token of another issuer or subject");
        var pass = sessions.Open(caller, mayGoOn);
        client.Pass.Dispose();
        client.Pass = pass;
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
            // The client need only bring a newer one.
            if (TokenValidator.HasEnded(e))
                throw new CommandRefusedException(ErrorCode.TokenExpired, e.Message);
            throw new ConnectionClosedException(CloseReason.InvalidToken, e.Message);
        }
    }

    // Clients ask for a new token when this has passed: rounded down and a part earlier, so that the new one arrives while the old one is valid.
    private (bool Expires, uint Ttl) LifeOf(Caller caller)
    {
        if (caller.ExpiresAt == DateTimeOffset.MaxValue)
            return (false, 0);
        var left = (caller.ExpiresAt - time.GetUtcNow()).TotalSeconds;
        return (true, (uint)Math.Clamp(Math.Floor(left - Math.Min(left / RefreshPart, MaxRefreshSeconds)), 1, uint.MaxValue));
    }

    // A client may say the name it goes by in the data it connects with: {"name":"ann"}.
    private static string? NameIn(ByteString data)
    {
        if (data.IsEmpty)
            return null;
        try
        {
            using var json = JsonDocument.Parse(data.Memory, JsonDepth.Parsing);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
        }
        catch (JsonException)
        {
            // The data is the application's own, and may be anything.
            return null;
        }
        catch (InvalidOperationException e)
        {
            throw new RefusalException(RefusalReason.Invalid, "The name in the data has half of a surrogate pair, or is not valid UTF-8; send whole characters.", e);
        }
    }
}
