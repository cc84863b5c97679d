using System.Buffers;
using System.Text;
using Streaming.Server.Http.Rows;

namespace Streaming.Tests.StreamedResults;

public sealed class JsonRowWriterTests
{
    [Fact]
    public async Task Rows_without_a_separator_are_written_at_the_end_of_a_memory_block()
    {
        var output = new ResponseBuffer();
        await using var writer = new JsonRowWriter<int>(
            JsonLayout.Lines, output, default, static (json, row) => json.WriteNumberValue(row));

        await writer.BeginAsync(CancellationToken.None);
        for (var row = 1; row <= 3; row++)
            await writer.WriteAsync(row, CancellationToken.None);
        await writer.EndAsync(CancellationToken.None);

        output.Text.Should().Be("1\n2\n3\n");
    }

    /// <summary>
    /// Behaves as the output of a response at the end of a memory block: after an empty write, it provides less memory than requested.
    /// </summary>
    private sealed class ResponseBuffer : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _written = new();
        private bool _wasEmpty;

        public string Text => Encoding.UTF8.GetString(_written.WrittenSpan);

        public void Advance(int count)
        {
            _written.Advance(count);
            _wasEmpty = count == 0;
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _wasEmpty ? _written.GetMemory(sizeHint)[..8] : _written.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
