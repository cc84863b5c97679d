using System.Globalization;
using System.Text;
using System.Text.Json;
using Bogus;
using CsvHelper;
using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Http.Rows;
using Streaming.Server.Transports.History;

namespace Streaming.Tests.History;

/// <summary>Compares the rows of downloads with those of the libraries that write the same formats.</summary>
public sealed class MessageEncoderTests
{
    private static readonly string[] s_parts =
    [
        ",", "\"", "\n", "\r\n", "\r", " ", "\t", ";", "'", "=", "-1", "@", "＝", "\u200b", "\\", "\u0001", "\u2028", "🎈", "ß", "a",
        "word", "x y",
    ];

    [Fact]
    public async Task CSV_rows_are_those_of_CsvHelper()
    {
        var settings = new CsvSettings(Enum.GetValues<CsvColumn>(), EscapeFormulas: false, ByteOrderMark: false);
        var messages = Messages();
        using var expected = new MemoryStream();
        await using (var csv = CsvWriter.Create(expected, CsvWriterOptions.Default, leaveOpen: true))
        {
            csv.WriteHeader([.. settings.Columns.Select(CsvSettings.Name)]);
            foreach (var message in messages)
                await WriteExpectedAsync(csv, message);
            await csv.FlushAsync();
        }

        Encode(new MessageCsv(settings), messages).Should().Be(Encoding.UTF8.GetString(expected.ToArray()));
    }

    [Theory]
    [InlineData("Data")]
    [InlineData("Encoding")]
    [InlineData("Sender")]
    public async Task A_CSV_file_of_one_column_is_that_of_CsvHelper(string name)
    {
        var column = Enum.Parse<CsvColumn>(name);
        var settings = new CsvSettings([column], EscapeFormulas: false, ByteOrderMark: false);
        var messages = Messages();
        using var expected = new MemoryStream();
        await using (var csv = CsvWriter.Create(expected, CsvWriterOptions.Default, leaveOpen: true))
        {
            csv.WriteHeader([CsvSettings.Name(column)]);
            foreach (var message in messages)
            {
                csv.WriteField(column switch
                {
                    CsvColumn.Data => MessageText.ToUtf8(message),
                    CsvColumn.Encoding => EncodingOf(message),
                    _ => Encoding.UTF8.GetBytes(message.Sender ?? string.Empty),
                });
                await csv.EndRecordAsync();
            }

            await csv.FlushAsync();
        }

        Encode(new MessageCsv(settings), messages).Should().Be(Encoding.UTF8.GetString(expected.ToArray()));
    }

    [Fact]
    public void Binary_data_whose_Base64_begins_with_a_plus_gets_an_apostrophe()
    {
        var settings = new CsvSettings([CsvColumn.Data], EscapeFormulas: true, ByteOrderMark: false);
        var data = Enumerable.Range(0, 256).Select(first => new[] { (byte)first, (byte)7 }).ToList();
        var messages = data.Select(bytes => new Message(
            new TopicName("news"), new Position("abc123", 1), new DateTime(2026, 11, 29, 10, 0, 0, DateTimeKind.Utc),
            new NewMessage(DataKind.Binary, bytes, MessageType.Default, Sender: null))).ToList();

        var fields = Encode(new MessageCsv(settings), messages).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];

        fields.Should().Equal(data.Select(Convert.ToBase64String).Select(text => text[0] == '+' ? "'" + text : text));
        fields.Count(field => field[0] == '\'').Should().Be(4);
    }

    [Fact]
    public void JSON_rows_are_those_of_the_JSON_converter_of_messages()
    {
        var messages = Messages();
        var objects = messages.Select(message => Encoding.UTF8.GetString(MessageJson.ToUtf8(message))).ToList();
        Encode(new JsonHistoryEncoder(JsonLayout.Lines), messages).Should().Be(string.Concat(objects.Select(json => json + "\n")));
        Encode(new JsonHistoryEncoder(JsonLayout.Array), messages).Should().Be($"[{string.Join(",\n", objects)}]\n");
        Encode(new JsonHistoryEncoder(JsonLayout.Array), []).Should().Be("[]\n");
    }

    [Fact]
    public void Times_of_consecutive_messages_have_the_form_of_a_single_time()
    {
        var times = new MessageTimeText();
        var random = new Random(20_261_129);
        var time = new DateTime(2026, 12, 31, 23, 59, 58, DateTimeKind.Utc);
        for (var i = 0; i < 5_000; i++, time = time.AddMicroseconds(random.Next(3) * random.Next(400_000)))
            Encoding.UTF8.GetString(times.Format(time)).Should().Be(Encoding.UTF8.GetString(MessageTime.Format(time, new byte[40])));
    }

    private static async Task WriteExpectedAsync(CsvWriter csv, Message message)
    {
        csv.WriteField(message.Topic.Value);
        csv.WriteField(message.Position.Epoch);
        csv.WriteField(message.Offset, default, CultureInfo.InvariantCulture);
        csv.WriteField(MessageTime.Format(message.Time, new byte[40]));
        csv.WriteField(message.Type);
        csv.WriteField(message.Sender);
        csv.WriteField(MessageText.ToUtf8(message));
        csv.WriteField(message.Position.ToString());
        csv.WriteField(EncodingOf(message));
        await csv.EndRecordAsync();
    }

    private static byte[] EncodingOf(Message message) => message.Kind == DataKind.Binary ? [.. "base64"u8] : [];

    private static string Encode(IMessageEncoder encoder, IReadOnlyList<Message> messages)
    {
        using var buffer = new Utf8Buffer();
        encoder.Begin(buffer);
        foreach (var message in messages)
            encoder.Write(buffer, MessageRow.Of(message));
        encoder.End(buffer);
        return Encoding.UTF8.GetString(buffer.Written);
    }

    private static List<Message> Messages()
    {
        var faker = new Faker { Random = new Randomizer(20_261_129) };
        var topics = new TopicName[] { new("news"), new("room:lobby") };
        var time = new DateTime(2026, 11, 29, 10, 0, 0, DateTimeKind.Utc);
        var messages = new List<Message>();
        for (var offset = 1; offset <= 600; offset++)
        {
            var content = faker.Random.Int(0, 3) switch
            {
                0 => new NewMessage(DataKind.Json, JsonSerializer.SerializeToUtf8Bytes(Text(faker)), "json.type", Sender(faker)),
                1 => new NewMessage(DataKind.Binary, faker.Random.Bytes(faker.Random.Int(0, 40)), MessageType.Default, Sender(faker)),
                _ => new NewMessage(DataKind.Text, Encoding.UTF8.GetBytes(Text(faker)), MessageType.Default, Sender(faker)),
            };
            time = time.AddMicroseconds(faker.Random.Int(0, 700_000));
            messages.Add(new Message(faker.PickRandom(topics), new Position(faker.PickRandom("abc123", "zz9999"), offset), time, content)
            {
                TraceParent = faker.Random.Int(0, 4) == 0 ? "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" : null,
            });
        }

        return messages;
    }

    private static string? Sender(Faker faker) => faker.Random.Int(0, 2) == 0 ? null : Text(faker);

    private static string Text(Faker faker) =>
        string.Concat(Enumerable.Range(0, faker.Random.Int(1, 12)).Select(_ => faker.PickRandom(s_parts)));
}
