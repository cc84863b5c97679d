using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>States the HTTP method of the calls of a job of type <c>fetch</c>.</summary>
internal enum FetchMethod
{
    Get,
    Head,
}
