class SignalingClient {
    constructor(chatId, serverUrl, userId, userName) {
        this.chatId = chatId;
        this.userId = userId;
        this.userName = userName;
        this.serverUrl = serverUrl;
        this.ws = null;
        this.isConnected = false;
        this.connectedPeers = new Map();  // userId -> senderInfo
        this.onPeerHandlers = [];
        this.onMessageHandlers = [];
    }

    handleMessage(message) {
        try {
            const packet = JSON.parse(message);

            if (packet.type === 'signaling') {
                const signalingMessage = packet.data;
                const senderId = signalingMessage.SenderAccountId;
                const senderInfo = signalingMessage.SenderInfo;

                // Track peer information with full account data
                if (!this.connectedPeers.has(senderId)) {
                    this.connectedPeers.set(senderId, senderInfo);
                    this.onPeerHandlers.forEach(handler => {
                        try {
                            handler(senderId, senderInfo, 'connected');
                        } catch (error) {
                            console.error('Error in peer handler:', error);
                        }
                    });
                    console.log(`New peer connected: ${senderInfo?.name || senderId} (${senderId})`);
                }

                // Ignore messages from yourself
                if (senderId === this.userId) {
                    return;
                }

                // Call handlers with signaling message and sender info
                this.onMessageHandlers.forEach(handler => {
                    try {
                        handler(signalingMessage, senderId, senderInfo);
                    } catch (error) {
                        console.error('Error in message handler:', error);
                    }
                });
            } else if (packet.type === 'webrtc') {
                // Handle connection established or other server messages
                console.log('Received server message:', packet.data.message);
            } else {
                console.warn('Unknown packet type:', packet.type);
            }

        } catch (error) {
            console.error('Failed to parse WebSocketPacket:', message, error);
        }
    }

    // Register peer connection/disconnection handlers
    onPeer(handler) {
        this.onPeerHandlers.push(handler);
        return () => {
            const index = this.onPeerHandlers.indexOf(handler);
            if (index > -1) {
                this.onPeerHandlers.splice(index, 1);
            }
        };
    }

    // Get list of connected peers with full account info
    getConnectedPeers() {
        return Array.from(this.connectedPeers.entries()).map(([userId, senderInfo]) => ({
            userId,
            userInfo: senderInfo
        }));
    }

    // Find user info by user ID
    getUserInfo(userId) {
        return this.connectedPeers.get(userId);
    }
}
