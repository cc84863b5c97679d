using System.Text;
using System.Text.Json;
using CsCheck;

namespace Streaming.Tests.Fuzz;

/// <summary>Creates the random inputs. Most of them are nearly correct, since the first check refuses entirely wrong input.</summary>
public static class Shapes
{
    /// <summary>
    /// The source of random numbers. It has the same seed in every run, so that a failure can be repeated; STREAMING_FUZZ_SEED sets another
    /// seed.
    /// </summary>
    public static string? Seed => Environment.GetEnvironmentVariable("STREAMING_FUZZ_SEED") is { Length: > 0 } seed ? seed : "0N0XIzNsQ0O2";

    /// <summary>The number of inputs of each kind; STREAMING_FUZZ_ITERATIONS raises it.</summary>
    public static int Iterations(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("STREAMING_FUZZ_ITERATIONS"), out var wanted) ? Math.Max(wanted, usual) : usual;

    private static readonly Gen<string> s_piece = Gen.OneOf<string>(
        Gen.OneOf<string>(
            "k3f9a2-1042", "-", "a-0", "a-999999999999999999", "a-9999999999999999999", "earliest", "latest", "a=k3f9a2-7", ",", "=",
                "topic=a-1,topic=a-2", "room:", ":", ".", "..", "../../etc/passwd", "%00", "%", "%2", "\0", "\r\n", "\n\n",
            "\u202E", "\uD800", "\uFFFD", "1e999", "-1", "0", "9223372036854775808", "NaN", "true", "null", "[]", "{}", "csv", "json",
                "ndjson", "asc", "desc", "text", "replay", "disconnect", "*", "**", "room:*", "audit:log", "<script>", "'\"", "é", "😀"),
        Gen.String[0, 40],
        Gen.String[Gen.Char['!', '~'], 0, 40],
        Gen.Int[0, 3_000].Select(length => new string('x', length)));

    /// <summary>Creates text for a parameter, a name or a position.</summary>
    public static Gen<string> Text { get; } = s_piece.Array[1, 4].Select(string.Concat);

    /// <summary>Creates a body that is nearly JSON or NDJSON.</summary>
    public static Gen<byte[]> Body { get; } = Gen.OneOf<byte[]>(
        Gen.OneOf<string>(
            Gen.OneOf<string>(
                "{\"data\":\"x\"}", "{\"data\":1,\"type\":\"t\"}", "{\"data\":{\"a\":[1,2,{}]}}", "{\"data\":null}",
                    "{\"type\":\"gap\",\"data\":1}", "{\"data\":\"\\uD800\"}", "{", "}", "[", "]", ",", "\n", "\r\n", "\"", ":", " ",
                    "data", "{\"data\":", "{\"sender\":\"", "\\u0000",
                "[{\"data\":1},{\"data\":2}]", "{\"data\":1e400}", "{\"data\":1,\"data\":2}", "\uFEFF"),
            Gen.Int[1, 200].Select(depth => new string('[', depth)),
            Gen.String[0, 30]).Array[0, 12].Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces))),
        Gen.Byte.Array[0, 200]);

    // A JSON string, in the usual spelling or in one that only a fuzzer uses.
    private static readonly Gen<string> s_string = Gen.OneOf<string>(
        Text.Select(text => JsonSerializer.Serialize(text)),
        Gen.OneOf<string>(
            "\\ud800", "\\udfff", "\\ude00\\ud83d", "\\ud83d\\ude00", "\\u0000", "\\u001f", "\\uffff", "\\n", "\\\\", "x", "news", "room:a",
                "https://example.com/", "http://[::1]/", "http://a b/", "//", "ann@example.com", "@", "UTC", "Europe/Berlin", "whsec_",
                "AAAA", "*")
            .Array[0, 4].Select(pieces => $"\"{string.Concat(pieces)}\""));

    // Lines of all existing cron dialects.
    private static readonly Gen<string> s_cron = Gen.OneOf<string>(
        Gen.OneOf<string>(
            "*", "?", "0", "7", "59", "60", "-1", "99999999999", "1-5", "5-1", "*/2", "*/0", "*/99", "1/", "/", "1,2,", ",", "L", "LW",
                "L-3", "L-99", "15W", "W", "MON#2", "1#9", "#", "H", "H/15", "H(0-29)", "@daily", "@every", "@", "JAN", "SUNDAY", "\\u0000",
                "é", "\\ud800", "1L", "6L")
            .Array[1, 8].Select(fields => $"\"{string.Join(' ', fields)}\""),
        Gen.OneOf<string>("\"0 0 30 2 *\"", "\"0 0 29 2 *\"", "\"0 0 31 2,4,6 *\"", "\"@reboot\"", "\"\"", "\"     \"", "\"H * * * *\""));

    // Arguments of all job types, each with values that may belong to another argument.
    private static readonly Gen<string> s_arguments = Gen.Select(
        Gen.OneOf<string>(
            "topic", "data", "messages", "topics", "format", "from", "to", "gzip", "urls", "method", "timeoutSeconds", "maxBodyBytes",
                "concurrency", "subject", "text", "room", "email", "message", "webhook", "after", "through"),
        Gen.OneOf<string>(
            s_string, s_string, s_string.Array[0, 3].Select(all => $"[{string.Join(',', all)}]"),
                s_string.Select(text => $"[{{\"data\":{text},\"type\":{text}}}]"),
                s_string.Select(text => $"[{{\"data\":{{\"a\":{text}}}}}]"),
            Gen.OneOf<string>("null", "0", "-1", "1e400", "9223372036854775808", "true", "{}", "[]", "[null]", "[[]]", "\"csv\"",
                "\"9999-12-31T23:59:59.9999999Z\""))).Array[0, 5]
        .Select(members => $"{{{string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}");

    /// <summary>Creates a JSON value of any kind.</summary>
    public static Gen<string> Value { get; } = Gen.OneOf<string>(
        s_string,
        s_cron,
        s_arguments,
        Gen.OneOf<string>(
            "null", "true", "-1", "0", "10", "99999999999999999999", "9223372036854775807", "1e400", "1e-5", "-0", "1.5", "[]", "{}",
                "[null]", "[[[[[]]]]]", "\"\"", "\"10s\"", "\"99999999999d\"", "\"-1s\"", "\"0001-01-01T00:00:00Z\"",
            "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"one\"", "\"ALL\"",
                "\"earliest\"", ""));

    /// <summary>Creates a JSON object with the properties of requests; most properties have the value of another property.</summary>
    public static Gen<byte[]> Request { get; } =
        from type in Gen.OneOf<string>("publish", "export", "retention", "fetch", "email", "invitation", "webhook", "nothing")
        from members in Gen.Select(
            Gen.OneOf<string>("type", "arguments", "priority", "due", "delay", "timeLimit", "attempts", "cron", "cron", "zone", "catchUp",
                "paused", "token", "url", "topics", "types", "ordered", "batch", "secret", "email", "message", "\\ud800"),
            Gen.OneOf<string>(
                Gen.OneOf<string>(
                    "null", "true", "-1", "0", "10", "99999999999999999999", "1e400", "1e-5", "[]", "{}", "\"\"", "\"10s\"",
                        "\"99999999999d\"", "\"-1s\"", "\"2027-01-31T18:00:00Z\"", "\"0001-01-01T00:00:00Z\"",
                        "\"9999-12-31T23:59:59.9999999Z\"",
                    "\"0 3 * * *\"", "\"* * * * * *\"", "\"0 0 30 2 *\"", "\"99 * * * *\"", "\"Europe/Berlin\"", "\"../../etc/passwd\"",
                        "\"one\"", "\"all\"", "{\"topic\":\"news\",\"data\":\"x\"}", "{\"topic\":7}",
                    "{\"topics\":\"*\",\"format\":\"csv\"}", "{\"topics\":\"room:*\",\"from\":\"9999-12-31T23:59:59Z\",\"gzip\":3}",
                        "\"a.b.c\""),
                s_arguments,
                s_cron,
                s_string)).Array[0, 6]
        select Encoding.UTF8.GetBytes(
            $"{{\"type\":\"{type}\"{string.Concat(members.Select(member => $",\"{member.Item1}\":{member.Item2}"))}}}");
}
