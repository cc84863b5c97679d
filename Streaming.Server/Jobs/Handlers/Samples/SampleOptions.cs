using System.Globalization;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>Holds the options of the samples, which are bound to the configuration section <c>Samples</c>.</summary>
public sealed class SampleOptions
{
    /// <summary>
    /// True if the server publishes a message to topic <c>ticks</c> each second (default false). The server's own appsettings.json sets
    /// this to true.
    /// </summary>
    public bool Ticker { get; set; }

    /// <summary>
    /// True if the server has the sample job types <c>nothing</c>, <c>countdown</c> and <c>burn</c> (default false). The server's own
    /// appsettings.json sets this to true.
    /// </summary>
    public bool Jobs { get; set; }
}
