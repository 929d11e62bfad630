class WebRTCPeerDiscovery {
    constructor(serverUrl = 'http://localhost:3001') {
        this.socket = io(serverUrl);
        this.currentRoom = null;
        this.peers = [];
        
        this.setupEventHandlers();
    }
    
    setupEventHandlers() {
        this.socket.on('join_room_success', (data) => {
            this.currentRoom = data.room_name;
            this.peers = data.peers;
            this.onPeerListUpdate(data.peers);
        });
        
        this.socket.on('peer_list_updated', (data) => {
            this.peers = data.peers;
            this.onPeerListUpdate(data.peers);
        });
        
        this.socket.on('join_room_error', (data) => {
            console.error('Failed to join room:', data.error);
        });
    }
    
    joinRoom(roomName, peerId, username) {
        this.socket.emit('join_room', {
            room_name: roomName,
            peer_id: peerId,
            username: username
        });
    }
    
    leaveRoom() {
        this.socket.emit('leave_room', {});
    }
    
    onPeerListUpdate(peers) {
        // Implement your WebRTC peer connection logic here
        console.log('Available peers for WebRTC:', peers);
        
        // Example: Initialize WebRTC connections to new peers
        peers.forEach(peer => {
            if (peer.peer_id !== this.myPeerId) {
                this.initWebRTCConnection(peer);
            }
        });
    }
    
    initWebRTCConnection(peer) {
        // Your WebRTC connection setup logic
        console.log('Setting up WebRTC with:', peer.username);
    }
}

// Usage
const discovery = new WebRTCPeerDiscovery();
discovery.joinRoom('video-call-123', 'my-unique-id', 'Alice');
