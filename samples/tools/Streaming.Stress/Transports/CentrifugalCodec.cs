using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Stress.Transports;

/// <summary>Encodes commands and decodes replies of the Centrifugal protocol in JSON and in Protobuf.</summary>
internal static class CentrifugalCodec
{
    // Fields of type bytes contain a JSON value unchanged, so that the JSON of Protobuf (Base64) does not fit. Only these fields are used.
    private static readonly JsonParser s_parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>An empty reply is a ping, which the client answers with an empty command.</summary>
    public static bool IsPing(Reply reply) => reply.CalculateSize() == 0;

    public static byte[] ToProtobuf(Command command)
    {
        using var bytes = new MemoryStream();
        command.WriteDelimitedTo(bytes);
        return bytes.ToArray();
    }

    public static byte[] ToJson(Command command)
    {
        var json = new JsonObject();
        if (command.Id > 0)
            json["id"] = command.Id;
        if (command.Connect is not null)
            json["connect"] = new JsonObject();
        if (command.Subscribe is { } subscribe)
        {
            json["subscribe"] = new JsonObject
            {
                ["channel"] = subscribe.Channel,
                ["recover"] = subscribe.Recover,
                ["epoch"] = subscribe.Epoch,
                ["offset"] = subscribe.Offset,
            };
        }

        if (command.Unsubscribe is { } unsubscribe)
            json["unsubscribe"] = new JsonObject { ["channel"] = unsubscribe.Channel };
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    public static List<Reply> FromProtobuf(ReadOnlySpan<byte> frame)
    {
        var replies = new List<Reply>();
        using var bytes = new MemoryStream(frame.ToArray());
        while (bytes.Position < bytes.Length)
            replies.Add(Reply.Parser.ParseDelimitedFrom(bytes));
        return replies;
    }

    public static List<Reply> FromJson(ReadOnlySpan<byte> frame)
    {
        var replies = new List<Reply>();
        foreach (var line in Encoding.UTF8.GetString(frame).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var json = JsonNode.Parse(line)!;
            EncodeData(json["push"]?["pub"]);
            foreach (var publication in json["subscribe"]?["publications"]?.AsArray() ?? [])
                EncodeData(publication);
            replies.Add(s_parser.Parse<Reply>(json.ToJsonString()));
        }

        return replies;
    }

    private static void EncodeData(JsonNode? publication)
    {
        if (publication is null)
            return;
        publication["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(publication["data"]?.ToJsonString() ?? "null"));
        publication["info"]?.AsObject().Remove("conn_info");
    }
}
