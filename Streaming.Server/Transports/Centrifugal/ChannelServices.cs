using Streaming.Server.Access.Authorization;
using Streaming.Server.Fanout;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The services that the channels of all connections share.</summary>
internal sealed record ChannelServices(AccessControl Access, StreamOpener Streams, ChannelRecovery Recovery, FanoutEngine Deliverer);
