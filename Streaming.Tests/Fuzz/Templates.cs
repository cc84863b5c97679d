using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace Streaming.Tests.Fuzz;

/// <summary>
/// Correct requests in which the test changes a value or a byte, since the first check refuses entirely wrong requests. A value that may be
/// changed stands between two §.
/// </summary>
internal static partial class Templates
{
    // About one of four values is replaced by another one; one of ten bodies has a changed byte.
    private const int KeepValue = 3;
    private const int KeepBytes = 9;
    private const int MaxSlots = 10;

    public static Gen<byte[]> Job { get; } = Filled(
        """{"type":"publish","arguments":{"topic":§"news"§,"messages":[{"data":§"x"§,"type":§"t"§,"sender":§"ann"§}]},"priority":§5§,"delay":§"10s"§}""",
        """{"type":"publish","arguments":{"topic":"news","messages":[{"data":{"a":[§1§]}}]},"due":§"2030-01-31T18:00:00Z"§,"timeLimit":§"5m"§,"attempts":§3§}""",
        """{"type":"export","arguments":{"topics":§"room:*"§,"format":§"csv"§,"from":§"2026-01-01T00:00:00Z"§,"to":§"2027-01-01T00:00:00Z"§,"gzip":§true§}}""",
        """{"type":"fetch","arguments":{"urls":[§"https://127.0.0.1/"§,§"http://[::1]/"§],"method":§"get"§,"timeoutSeconds":§1§,"maxBodyBytes":§10§,"concurrency":§2§}}""",
        """{"type":"email","arguments":{"to":§"ann@example.com"§,"subject":§"s"§,"text":§"t"§}}""",
        """{"type":"invitation","arguments":{"room":§"lobby"§,"email":§"ann@example.com"§,"message":§"m"§}}""",
        """{"type":"webhook","arguments":{"webhook":§"wh_0000000000000000"§,"topic":§"news"§,"after":§1§,"through":§2§}}""",
        """{"type":§"retention"§,"arguments":§{}§}""");

    public static Gen<byte[]> Schedule { get; } = Filled(
        """{"cron":§"0 3 * * *"§,"type":"retention","zone":§"Europe/Berlin"§,"priority":§5§,"catchUp":§"one"§,"paused":§true§}""",
        """{"cron":§"*/5 * * * * *"§,"type":"publish","arguments":{"topic":§"news"§,"messages":[{"data":§"x"§}]}}""",
        """{"cron":§"0 0 1 1 *"§,"type":§"retention"§,"arguments":§{}§}""");

    public static Gen<byte[]> Webhook { get; } = Filled(
        """{"url":§"http://127.0.0.1:9/hook"§,"topics":[§"room:*"§,§"news"§],"types":[§"join"§],"ordered":§false§,"batch":§10§,"headers":{"X-A":§"a"§},"maxPerMinute":§60§,"secret":§"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"§}""",
        """{"url":§"http://127.0.0.1:9/other"§,"topics":§["a"]§}""");

    public static Gen<byte[]> Invitation { get; } = Filled("""{"email":§"ann@example.com"§,"message":§"come"§}""");

    public static Gen<byte[]> Session { get; } = Filled("""{"token":§"a.b.c"§}""");

    public static Gen<byte[]> Messages { get; } = Filled(
        """{"data":§"x"§,"type":§"t"§,"sender":§"ann"§}""",
        """[{"data":{"a":[§1§,{"b":§"x"§}]}},{"data":§2§,"type":§"t"§}]""",
        "{\"data\":§1§}\n{\"data\":§\"x\"§,\"type\":§\"t\"§}\n");

    /// <summary>Commands of the Centrifugal protocol, one on each line.</summary>
    public static Gen<byte[]> Commands { get; } = Filled(
        """{"id":1,"connect":{"token":§""§,"data":§{"name":"ann"}§,"subs":{"news":{"recover":§true§,"epoch":§"x"§,"offset":§1§}}}}""",
        "{\"id\":1,\"connect\":{}}\n{\"id\":§2§,\"subscribe\":{\"channel\":§\"news\"§,"
            + "\"recover\":§true§,\"epoch\":§\"x\"§,\"offset\":§1§}}",
        "{\"id\":1,\"connect\":{}}\n{\"id\":§2§,\"publish\":{\"channel\":§\"news\"§,\"data\":§{\"a\":1}§}}\n"
            + "{\"id\":3,\"history\":{\"channel\":§\"news\"§,\"limit\":§5§,\"since\":{\"offset\":§1§,\"epoch\":§\"x\"§}}}",
        "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"presence\":{\"channel\":§\"news\"§}}\n"
            + "{\"id\":3,\"presence_stats\":{\"channel\":§\"news\"§}}\n"
            + "{\"id\":4,\"unsubscribe\":{\"channel\":§\"news\"§}}\n{\"id\":5,\"ping\":§{}§}\n{}");

    /// <summary>Messages of SignalR's hub protocol in JSON, which follow the handshake.</summary>
    public static Gen<byte[]> Invocations { get; } = Filled(
        "{\"type\":1,\"invocationId\":§\"1\"§,\"target\":\"Publish\",\"arguments\":[§\"news\"§,§\"x\"§,§null§]}\u001e",
        "{\"type\":4,\"invocationId\":§\"2\"§,\"target\":\"Subscribe\","
            + "\"arguments\":[§[\"news\"]§,§\"earliest\"§]}\u001e{\"type\":5,\"invocationId\":\"2\"}\u001e",
        "{\"type\":§6§,\"invocationId\":§\"3\"§,\"target\":§\"History\"§,\"arguments\":§[]§}\u001e");

    private static Gen<byte[]> Filled(params string[] templates) =>
        from template in Gen.OneOf<string>(templates)
        from keeps in Gen.Int[0, KeepValue].Array[MaxSlots]
        from values in Shapes.Value.Array[MaxSlots]
        from keep in Gen.Int[0, KeepBytes]
        from at in Gen.Int[0, 10_000]
        from other in Gen.Byte
        select Changed(Fill(template, keeps, values), keep == 0 ? at : null, other);

    private static byte[] Fill(string template, int[] keeps, string[] values)
    {
        var slot = 0;
        return Encoding.UTF8.GetBytes(
            Slot().Replace(template, match => keeps[slot++ % MaxSlots] > 0 ? match.Groups["value"].Value : values[slot % MaxSlots]));
    }

    private static byte[] Changed(byte[] body, int? at, byte other)
    {
        if (at is { } place)
            body[place % body.Length] = other;
        return body;
    }

    [GeneratedRegex("§(?<value>.*?)§", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Slot();
}
