using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>The HTTP method of a call.</summary>
internal enum FetchMethod
{
    Get,
    Head,
}
