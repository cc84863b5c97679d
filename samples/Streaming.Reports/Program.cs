using System.Globalization;
using Streaming.Reports;
using Streaming.Server;
using Streaming.Server.Transports.Results;

var builder = WebApplication.CreateBuilder(args);
builder.AddStreaming();
builder.Services.AddControllers();
builder.Services.AddSingleton<SalesReport>();
var app = builder.Build();
app.MapStreaming();

// The same report with minimal APIs: as a file, and as events that a client can resume.
app.MapGet("/reports/sales.csv", (SalesReport report, int count = 1_000) =>
    StreamingResults.Csv(report.RowsAsync(after: 0, count, TimeSpan.Zero), fileName: "sales"));
app.MapGet("/reports/sales/events", (SalesReport report, int count = 10, int pause = 1_000) => StreamingResults.Events(
    (lastEventId, cancellationToken) => report.RowsAsync(Number(lastEventId), count, TimeSpan.FromMilliseconds(pause), cancellationToken),
    sale => (Text(sale.Number), "sale", new { sale.Order, sale.Total, Left = count - sale.Number })));
await app.RunAsync();

static int Number(string? id) => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
