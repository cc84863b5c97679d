using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Reads the messages in the body of a request to a JSON stream. Each element of an array is one message. A value that is not an array is
/// one message.
/// </summary>
internal static class JsonElements
{
    private const string Name = "The body";

    /// <summary>Returns the messages in a request body; an empty list for an empty array.</summary>
    /// <exception cref="RefusalException">The body is not valid JSON, or the array has too many elements.</exception>
    public static IReadOnlyList<NewMessage> Read(ReadOnlySpan<byte> body, int maxMessages)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonDepth.ParserLimit });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                var value = Slice(ref reader, body);
                RefuseRest(ref reader);
                return [NewMessage.Json(value)];
            }

            var messages = new List<NewMessage>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (messages.Count == maxMessages)
                    throw RefusalException.TooLarge(
                        "Publishing:MaxBatchMessages",
                        $"The array has more than {maxMessages} elements, the limit of one request; send several requests.");
                messages.Add(NewMessage.Json(Slice(ref reader, body)));
            }

            RefuseRest(ref reader);
            return messages;
        }
        catch (JsonException e)
        {
            JsonDepth.CheckFailed(body, Name);
            throw RefusalException.Invalid(
                $"The JSON is not valid at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}; send one JSON value, or an array of " +
                "values.");
        }
    }

    // Moves the reader to the end of the current JSON value, and returns the bytes of this value.
    private static ReadOnlySpan<byte> Slice(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }

    // Checks that the body has no further values: the parser throws an exception if it finds one.
    private static void RefuseRest(ref Utf8JsonReader reader) => reader.Read();
}
