using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>How a URL is called.</summary>
internal enum FetchMethod
{
    Get,
    Head,
}
