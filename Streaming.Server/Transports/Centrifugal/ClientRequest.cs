using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The values of a client's request to connect, from its address and headers.</summary>
/// <param name="Caller">The caller, by the token of the request.</param>
/// <param name="Wire">JSON or Protobuf.</param>
/// <param name="PingsByFrame">Whether pings are WebSocket frames.</param>
/// <param name="Name">The client's name, or null.</param>
/// <param name="Path">The path of the address, for the audit trail.</param>
/// <param name="Session">The session's id if the client sends its commands in separate requests; null if it sends them on the
/// connection.</param>
internal sealed record ClientRequest(
    Caller Caller, CentrifugalWire Wire, bool PingsByFrame, string? Name, string Path, string? Session = null);
