using System.Globalization;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>Section <c>Samples</c>.</summary>
public sealed class SampleOptions
{
    /// <summary>
    /// Whether topic <c>ticks</c> gets a message a second. Off unless configured; the server's own appsettings.json turns it on.
    /// </summary>
    public bool Ticker { get; set; }

    /// <summary>Whether there are jobs to try: <c>nothing</c>, <c>countdown</c> and <c>burn</c>. Off likewise.</summary>
    public bool Jobs { get; set; }
}
