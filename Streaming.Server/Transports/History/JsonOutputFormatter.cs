using Streaming.Server.Core.Messages;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.History;

/// <summary>Writes the messages of a topic to the response as JSON: as one array, or as NDJSON (one object on each line).</summary>
internal sealed class JsonOutputFormatter(RowFormat format, JsonLayout layout) : HistoryOutputFormatter(format)
{
    protected override IMessageEncoder CreateEncoder(HttpContext http) => new JsonHistoryEncoder(layout);
}
