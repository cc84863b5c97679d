using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Holds the values of the HTTP request with which a Centrifugal client connects, from its URL and headers.</summary>
/// <param name="Caller">The caller that the token of the HTTP request identifies.</param>
/// <param name="Wire">The encoding of commands and replies: JSON or Protobuf.</param>
/// <param name="PingsByFrame">Whether the server sends pings as WebSocket ping frames.</param>
/// <param name="Name">The name of the client, or null if the URL contains none.</param>
/// <param name="Path">The path of the URL, for the audit trail.</param>
/// <param name="Address">The IP address of the client; null if it is unknown.</param>
/// <param name="Session">The id of the session if the client sends its commands in separate HTTP requests; null if the client sends them on
/// the connection itself.</param>
internal sealed record ClientRequest(
    Caller Caller, CentrifugalWire Wire, bool PingsByFrame, string? Name, string Path, IPAddress? Address, string? Session = null);
