using System.Globalization;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>Section <c>Samples</c>.</summary>
public sealed class SampleOptions
{
    /// <summary>
    /// Whether the server publishes a message to topic <c>ticks</c> each second (default false). The server's own appsettings.json turns
    /// this on.
    /// </summary>
    public bool Ticker { get; set; }

    /// <summary>
    /// Whether the server has the sample jobs <c>nothing</c>, <c>countdown</c> and <c>burn</c> (default false). The server's own
    /// appsettings.json turns this on.
    /// </summary>
    public bool Jobs { get; set; }
}
