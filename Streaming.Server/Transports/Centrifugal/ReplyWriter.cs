using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Writes a reply to a Centrifugal client as JSON. Fields that are empty or zero are left out. Eight fields are exceptions, because clients
/// always expect them: <c>user</c> and <c>client</c> of a client, <c>presence</c>, both numbers of the presence statistics, and all fields
/// of a history.
/// </summary>
internal static class ReplyWriter
{
    public static void Write(Utf8JsonWriter json, Reply reply)
    {
        json.WriteStartObject();
        Number(json, "id", reply.Id);
        Object(json, "error", reply.Error, Error);
        Object(json, "push", reply.Push, Push);
        Object(json, "connect", reply.Connect, Connect);
        Object(json, "subscribe", reply.Subscribe, Subscribe);
        Object(json, "unsubscribe", reply.Unsubscribe, Nothing);
        Object(json, "publish", reply.Publish, Nothing);
        Object(json, "presence", reply.Presence, Presence);
        Object(json, "presence_stats", reply.PresenceStats, PresenceStats);
        Object(json, "history", reply.History, History);
        Object(json, "refresh", reply.Refresh, Refresh);
        json.WriteEndObject();
    }

    private static void Error(Utf8JsonWriter json, Error error)
    {
        Number(json, "code", error.Code);
        Text(json, "message", error.Message);
        Flag(json, "temporary", error.Temporary);
    }

    private static void Push(Utf8JsonWriter json, Push push)
    {
        Text(json, "channel", push.Channel);
        Object(json, "pub", push.Pub, Publication);
        Object(json, "join", push.Join, Membership);
        Object(json, "leave", push.Leave, Membership);
        Object(json, "unsubscribe", push.Unsubscribe, Unsubscribe);
        Object(json, "disconnect", push.Disconnect, Disconnect);
    }

    private static void Connect(Utf8JsonWriter json, ConnectResult result)
    {
        Text(json, "client", result.Client);
        Text(json, "version", result.Version);
        Flag(json, "expires", result.Expires);
        Number(json, "ttl", result.Ttl);
        Number(json, "ping", result.Ping);
        Flag(json, "pong", result.Pong);
        Text(json, "session", result.Session);
        Text(json, "node", result.Node);
        Number(json, "time", (ulong)result.Time);
    }

    private static void Subscribe(Utf8JsonWriter json, SubscribeResult result)
    {
        Flag(json, "recoverable", result.Recoverable);
        Text(json, "epoch", result.Epoch);
        Publications(json, result.Publications);
        Flag(json, "recovered", result.Recovered);
        Number(json, "offset", result.Offset);
        Flag(json, "positioned", result.Positioned);
        Flag(json, "was_recovering", result.WasRecovering);
    }

    private static void Unsubscribe(Utf8JsonWriter json, Unsubscribe push)
    {
        Number(json, "code", push.Code);
        Text(json, "reason", push.Reason);
    }

    private static void Disconnect(Utf8JsonWriter json, Disconnect push)
    {
        Number(json, "code", push.Code);
        Text(json, "reason", push.Reason);
        Flag(json, "reconnect", push.Reconnect);
    }

    private static void Presence(Utf8JsonWriter json, PresenceResult result)
    {
        json.WriteStartObject("presence");
        foreach (var (client, info) in result.Presence)
            Object(json, client, info, ClientInfo);
        json.WriteEndObject();
    }

    private static void PresenceStats(Utf8JsonWriter json, PresenceStatsResult result)
    {
        json.WriteNumber("num_clients", result.NumClients);
        json.WriteNumber("num_users", result.NumUsers);
    }

    private static void History(Utf8JsonWriter json, HistoryResult result)
    {
        AllPublications(json, result.Publications);
        AnyText(json, "epoch", result.Epoch);
        json.WriteNumber("offset", result.Offset);
    }

    private static void Refresh(Utf8JsonWriter json, RefreshResult result)
    {
        Text(json, "client", result.Client);
        Text(json, "version", result.Version);
        Flag(json, "expires", result.Expires);
        Number(json, "ttl", result.Ttl);
    }

    private static void Membership(Utf8JsonWriter json, Membership membership) => Object(json, "info", membership.Info, ClientInfo);

    private static void ClientInfo(Utf8JsonWriter json, ClientInfo info)
    {
        AnyText(json, "user", info.User);
        AnyText(json, "client", info.Client);
        Raw(json, "conn_info", info.ConnInfo);
    }

    private static void Publications(Utf8JsonWriter json, RepeatedField<Publication> publications)
    {
        if (publications.Count > 0)
            AllPublications(json, publications);
    }

    private static void AllPublications(Utf8JsonWriter json, RepeatedField<Publication> publications)
    {
        json.WriteStartArray("publications");
        foreach (var publication in publications)
        {
            json.WriteStartObject();
            Publication(json, publication);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Publication(Utf8JsonWriter json, Publication publication)
    {
        Raw(json, "data", publication.Data);
        Object(json, "info", publication.Info, ClientInfo);
        Number(json, "offset", publication.Offset);
        if (publication.Tags.Count > 0)
        {
            json.WriteStartObject("tags");
            foreach (var (name, value) in publication.Tags)
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        Number(json, "time", (ulong)publication.Time);
    }

    private static void Object<T>(Utf8JsonWriter json, string name, T? value, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        if (value is null)
            return;
        json.WriteStartObject(name);
        write(json, value);
        json.WriteEndObject();
    }

    private static void Nothing(Utf8JsonWriter json, EmptyResult result)
    {
    }

    private static void Number(Utf8JsonWriter json, string name, ulong value)
    {
        if (value > 0)
            json.WriteNumber(name, value);
    }

    private static void Text(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
            AnyText(json, name, value);
    }

    // Writes a text property. Letters outside ASCII and emoji are written unchanged, not as escape sequences.
    private static void AnyText(Utf8JsonWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(JsonText.Quote(value), skipInputValidation: true);
    }

    private static void Flag(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
            json.WriteBoolean(name, value);
    }

    private static void Raw(Utf8JsonWriter json, string name, ByteString value)
    {
        if (value.IsEmpty)
            return;
        json.WritePropertyName(name);
        json.WriteRawValue(value.Span, skipInputValidation: true);
    }
}
